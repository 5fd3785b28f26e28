package io.docteur.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.make.ImageMaker;
import io.docteur.testing.HttpAnswer;
import io.docteur.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server, by what it sends. Git tells the ids, zlib inflates. */
class DocteurServerTest extends ServedRepository {
  @Test
  void aFileComesWithItsIdTypeLengthAndTheTimeOfTheCommit() throws Exception {
    HttpAnswer answer = get("/a.txt");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(TEXT);
    assertThat(answer.headers())
        .containsEntry("etag", tag("a.txt"))
        .containsEntry("content-type", "text/plain;charset=utf-8")
        .containsEntry("content-length", Integer.toString(TEXT.length()))
        .containsEntry("last-modified", date(0))
        .containsEntry("vary", "Accept-Encoding")
        .containsEntry("accept-ranges", "bytes")
        .containsEntry("cache-control", "no-cache")
        .doesNotContainKeys("content-encoding", "server");
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html",
    "/d/x.css, text/css;charset=utf-8",
    "/d/e/f.svg, image/svg+xml",
    "/README, text/plain;charset=utf-8",
    "/binary, application/octet-stream",
    "/d/, text/html;charset=utf-8",
  })
  void theTypeIsThatOfTheNameOrElseGitsRuleDecides(String path, String type) throws Exception {
    assertThat(get(path).header("content-type")).isEqualTo(type);
  }

  @Test
  void aClientThatAcceptsDeflateGetsTheBytesOfThePack() throws Exception {
    HttpAnswer answer = get("/large.bin", "Accept-Encoding: gzip, deflate");
    assertThat(answer.headers())
        .containsEntry("content-encoding", "deflate")
        .containsEntry("etag", '"' + id("large.bin") + "-deflate\"")
        .containsEntry("vary", "Accept-Encoding");
    assertThat(answer.body().length).isLessThan(LARGE / 100);
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(image)))
        .contains(HexFormat.of().formatHex(answer.body()));
    byte[] inflated =
        new InflaterInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    assertThat(inflated).isEqualTo(Files.readAllBytes(repository.resolve("large.bin")));
  }

  @Test
  void whatIsStoredAsADeltaGoesOutAsItIs() throws Exception {
    HttpAnswer one = get("/a.txt", "Accept-Encoding: deflate");
    HttpAnswer other = get("/a.similar.txt", "Accept-Encoding: deflate");
    assertThat(Arrays.asList(one.header("content-encoding"), other.header("content-encoding")))
        .containsExactlyInAnyOrder("deflate", null);
    HttpAnswer whole = one.header("content-encoding") == null ? one : other;
    assertThat(whole.text()).startsWith(TEXT);
    assertThat(whole.header("etag")).doesNotContain("deflate");
  }

  @Test
  void anImageWithoutALayoutIsServedAsItIs() throws Exception {
    Path foreign = TestImages.fromGit(repository, "main", directory.resolve("foreign.img"));
    try (FileSystem files = mount(foreign);
        DocteurServer second = DocteurServer.start(files, ANY_PORT)) {
      String accept = "Accept-Encoding: deflate";
      HttpAnswer answer = HttpAnswer.to(second.uri(), "GET", "/large.bin", accept);
      assertThat(answer.header("etag")).isEqualTo(tag("large.bin"));
      assertThat(answer.body()).hasSize(LARGE + 3);
    }
  }

  @Test
  void theDayOfADateHasTwoDigits() throws Exception {
    Path site = Files.createDirectory(directory.resolve("dated"));
    Files.writeString(site.resolve("x"), "text");
    Path dated = directory.resolve("dated.img");
    ImageMaker.from(site).date(OffsetDateTime.parse("2021-03-05T06:07:08Z")).make(dated);
    try (FileSystem files = mount(dated);
        DocteurServer second = DocteurServer.start(files, ANY_PORT)) {
      assertThat(HttpAnswer.to(second.uri(), "GET", "/x").header("last-modified"))
          .isEqualTo("Fri, 05 Mar 2021 06:07:08 GMT"); // by RFC 9110, section 5.6.7
    }
  }

  @Test
  void anImageFromAfterTheLastDateOfHttpIsServedWithoutOne() throws Exception {
    Path site = Files.createDirectory(directory.resolve("far"));
    Files.writeString(site.resolve("x"), "text");
    Path far = directory.resolve("far.img");
    ImageMaker.from(site).date(OffsetDateTime.parse("+10000-01-01T00:00:00Z")).make(far);
    try (FileSystem files = mount(far);
        DocteurServer second = DocteurServer.start(files, ANY_PORT)) {
      HttpAnswer answer = HttpAnswer.to(second.uri(), "GET", "/x");
      assertThat(answer.text()).isEqualTo("text");
      assertThat(answer.headers()).doesNotContainKey("last-modified");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'gzip, br', ",
    "'deflate;q=0', ",
    "'deflate;q=0.5, identity', ",
    "'identity', ",
    "'*', ",
    "'*, deflate;q=0', ",
    "'DEFLATE', deflate",
    "'gzip;q=1.0, deflate;q=0.1', deflate",
    "'identity;q=0.1, deflate;q=0.2', deflate",
  })
  void theClientsPreferenceDecidesTheCoding(String accepted, String coding) throws Exception {
    HttpAnswer answer = get("/large.bin", "Accept-Encoding: " + accepted);
    assertThat(answer.header("content-encoding")).isEqualTo(coding);
  }

  @Test
  void aHeaderThatCannotBeUnderstoodIsABadRequest() throws Exception {
    assertThat(get("/a.txt", "Accept-Encoding: \"deflate").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a.txt", "/large.bin", "/d/", "/nothing", "/d"})
  void theHeadIsThatOfTheAnswer(String path) throws Exception {
    String accept = "Accept-Encoding: deflate";
    HttpAnswer head = HttpAnswer.to(server.uri(), "HEAD", path, accept);
    HttpAnswer answer = get(path, accept);
    assertThat(head.body()).isEmpty();
    assertThat(head.status()).isEqualTo(answer.status());
    head.headers().remove("date");
    assertThat(answer.headers()).containsAllEntriesOf(head.headers()).containsKeys("date");
  }

  @Test
  void otherMethodsAreRefusedAndTheAllowedOnesNamed() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PROPFIND"}) {
      HttpAnswer answer = HttpAnswer.to(server.uri(), method, "/a.txt", "Content-Length: 0");
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
    HttpAnswer options = HttpAnswer.to(server.uri(), "OPTIONS", "/a.txt");
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void aDirectoryIsItsIndexOrElseAListingThatLeadsToItsFiles() throws Exception {
    assertThat(get("/").text()).contains("<title>Root</title>");
    assertThat(get("/").header("etag")).isEqualTo(tag("index.html"));
    HttpAnswer listing = get("/d/");
    assertThat(listing.header("etag")).startsWith('"' + id("d") + '-');
    assertThat(listing.text())
        .contains("<a href=\"../\">")
        .contains("<a href=\"./e/\">e/</a>")
        .contains(
            "<a href=\"./%C3%BC%20b%25c%3Bd%26%3C.html\">ü b%c;d&amp;&lt;.html</a> (3 bytes)");
    assertThat(get("/d/%C3%BC%20b%25c%3Bd&%3C.html").text()).isEqualTo("<p>");
    String condition = "If-None-Match: " + listing.header("etag");
    assertThat(get("/d/", condition).status()).isEqualTo(304);
  }

  @Test
  void aDirectoryWithoutItsSlashIsFoundThere() throws Exception {
    assertThat(get("/d?q=1").status()).isEqualTo(302);
    assertThat(get("/d?q=1").header("location")).isEqualTo("/d/?q=1");
    assertThat(get("/inside").header("location")).isEqualTo("/inside/");
    assertThat(get("/a.txt/").status()).isEqualTo(404);
  }

  @Test
  void aLinkIsFollowedInsideOfTheImageOnly() throws Exception {
    assertThat(get("/inside/f.svg").header("etag")).isEqualTo(tag("d/e/f.svg"));
    for (String link : new String[] {"/outside", "/absolute", "/loop"}) {
      assertThat(get(link).status()).as(link).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/a.txt/x",
        "/d/../a.txt",
        "/./a.txt",
        "/../../etc/hostname",
        "/d/%2e%2e/a.txt",
        "/%2e%2e/%2E%2E/etc/hostname",
        "/..%2f..%2fetc%2fhostname",
        "/..%5c..%5cetc",
        "/d%2fx.css",
        "/d/..;/a.txt",
        "/a.txt%00",
        "/a.txt%00.html",
        "/%c0%ae%c0%ae/etc/hostname",
        "/%ff",
        "/%",
        "/%4",
        "/%zz",
        "/%u002e%u002e/",
        "//a.txt",
        "//example.org/..",
        "/d//x.css",
        "*",
        "a.txt"
      })
  void whatNamesNothingInTheImageIsNotFound(String path) throws Exception {
    HttpAnswer answer = get(path);
    assertThat(answer.status()).isIn(400, 404);
    assertThat(answer.header("location")).isNull();
    assertThat(answer.header("content-type")).startsWith("text/html");
    assertThat(answer.text()).contains("Error " + answer.status()).doesNotContain("Exception");
  }

  @Test
  void aConnectionServesManyRequests() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      String request = "GET /README HTTP/1.1\r\nHost: x\r\n\r\n";
      String last = request.replace("Host", "Connection: close\r\nHost");
      socket.getOutputStream().write((request.repeat(9) + last).getBytes(StandardCharsets.UTF_8));
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answers.split("Without an extension", -1)).hasSize(11);
    }
  }

  @Test
  void aDamagedFileIsAnErrorAndTheServerGoesOn() throws Exception {
    byte[] bytes = Files.readAllBytes(image);
    byte[] deflated = get("/large.bin", "Accept-Encoding: deflate").body();
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int position = text.indexOf(new String(deflated, StandardCharsets.ISO_8859_1));
    bytes[position + deflated.length / 2] ^= 1;
    Path damaged = Files.write(directory.resolve("damaged.img"), bytes);
    try (FileSystem files = mount(damaged);
        DocteurServer second = DocteurServer.start(files, ANY_PORT)) {
      for (String coding : new String[] {"identity", "deflate"}) {
        String accept = "Accept-Encoding: " + coding;
        HttpAnswer answer = HttpAnswer.to(second.uri(), "GET", "/large.bin", accept);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.headers()).doesNotContainKeys("etag", "content-encoding");
      }
      assertThat(HttpAnswer.to(second.uri(), "GET", "/a.txt").text()).isEqualTo(TEXT);
    }
  }

  /** A second is how long Jetty itself would wait for a client that takes nothing. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2500})
  void aStopLetsTheAnswersEndThatAreOnTheirWay(int pause) throws Exception {
    DocteurServer stopped = DocteurServer.start(mounted, ANY_PORT);
    int port = stopped.uri().getPort();
    Thread stop = new Thread(() -> close(stopped));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET /huge.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      stop.start();
      Thread.sleep(pause);
      assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(HUGE);
    }
    stop.join();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
        .isInstanceOf(ConnectException.class);
    stopped.close();
  }

  @Test
  void anInterruptedThreadStopsAServerAndStaysInterrupted() throws Exception {
    DocteurServer stopped = DocteurServer.start(mounted, ANY_PORT);
    closeInterrupted(stopped);
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), stopped.uri().getPort()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void anInterruptedThreadWaitsForNoAnswer() throws Exception {
    DocteurServer stopped = DocteurServer.start(mounted, ANY_PORT);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stopped.uri().getPort())) {
      socket
          .getOutputStream()
          .write("GET /huge.bin HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      closeInterrupted(stopped);
      assertThat(untilTheEnd(socket.getInputStream())).isLessThan(HUGE);
    }
  }

  private static void closeInterrupted(DocteurServer stopped) throws IOException {
    Thread.currentThread().interrupt();
    try {
      stopped.close();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** Returns the bytes that come before the connection ends, or is reset. */
  private static long untilTheEnd(InputStream in) throws IOException {
    long sum = 0;
    try {
      while (in.read() >= 0) {
        sum++;
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return sum;
  }

  private static void close(DocteurServer stopped) {
    try {
      stopped.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPortThatIsTakenIsAnIoException() {
    InetSocketAddress taken =
        InetSocketAddress.createUnresolved("127.0.0.1", server.uri().getPort());
    assertThatThrownBy(() -> DocteurServer.start(mounted, taken))
        .isInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(BindException.class)
        .hasMessage(
            "cannot listen at 127.0.0.1:" + server.uri().getPort() + ": Address already in use");
  }

  @Test
  void onlyAnImageIsServed() {
    assertThatThrownBy(() -> DocteurServer.start(FileSystems.getDefault(), ANY_PORT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
