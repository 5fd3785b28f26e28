package io.docteur.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.make.ImageMaker;
import io.docteur.nio.DocteurFileSystemProvider;
import io.docteur.testing.Git;
import io.docteur.testing.HttpAnswer;
import io.docteur.testing.TestImages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server, by what it sends. Git tells the ids, zlib inflates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocteurServerTest {
  private static final InetSocketAddress ANY_PORT =
      InetSocketAddress.createUnresolved("127.0.0.1", 0);
  private static final String TEXT = "0123456789".repeat(1000);
  private static final int LARGE = 300_000;

  /** More than the buffers of two sockets hold. */
  private static final int HUGE = 24 << 20;

  private Path directory;
  private Path repository;
  private Path image;
  private FileSystem mounted;
  private DocteurServer server;

  @BeforeAll
  void serve(@TempDir Path temporary) throws Exception {
    directory = temporary;
    repository = Git.init(directory.resolve("repository"));
    write("index.html", "<!DOCTYPE html><title>Root</title>");
    write("a.txt", TEXT);
    write("a.similar.txt", TEXT + "and more");
    write("large.bin", "\0".repeat(LARGE) + "end");
    write("huge.bin", "\0".repeat(HUGE));
    write("README", "Without an extension\n");
    write("binary", "\0\1\2");
    write("d/x.css", "p {}");
    write("d/ü b%c;d&<.html", "<p>");
    write("d/e/f.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    Files.createSymbolicLink(repository.resolve("inside"), Path.of("d/e"));
    Files.createSymbolicLink(repository.resolve("outside"), Path.of("../../../../etc/hostname"));
    Files.createSymbolicLink(repository.resolve("absolute"), Path.of("/etc/hostname"));
    Files.createSymbolicLink(repository.resolve("loop"), Path.of("loop"));
    Git.commitAll(repository);
    image = directory.resolve("x.img");
    ImageMaker.from(repository).make(image);
    mounted = mount(image);
    server = DocteurServer.start(mounted, ANY_PORT);
  }

  private void write(String name, String content) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static FileSystem mount(Path image) throws IOException {
    return new DocteurFileSystemProvider().newFileSystem(image, Map.of());
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
    mounted.close();
  }

  private HttpAnswer get(String path, String... headers) throws IOException {
    return HttpAnswer.to(server.uri(), "GET", path, headers);
  }

  private String id(String name) throws IOException {
    return Git.line(repository, "rev-parse", "main:" + name);
  }

  private String tag(String name) throws IOException {
    return '"' + id(name) + '"';
  }

  private String date(int secondsLater) throws IOException {
    long seconds = Long.parseLong(Git.line(repository, "log", "-1", "--format=%ct", "main"));
    return DateTimeFormatter.RFC_1123_DATE_TIME
        .withLocale(Locale.ROOT)
        .format(Instant.ofEpochSecond(seconds + secondsLater).atZone(ZoneOffset.UTC))
        .replaceFirst(", (\\d) ", ", 0$1 ");
  }

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
  void aClientThatHasItIsToldSo() throws Exception {
    for (String tags : new String[] {tag("a.txt"), "\"x\", W/" + tag("a.txt"), "*"}) {
      HttpAnswer answer = get("/a.txt", "If-None-Match: " + tags);
      assertThat(answer.status()).as(tags).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers())
          .containsEntry("etag", tag("a.txt"))
          .containsEntry("vary", "Accept-Encoding")
          .containsKeys("last-modified", "cache-control");
    }
    assertThat(get("/a.txt", "If-None-Match: \"x\"").status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-Modified-Since: " + date(0)).status()).isEqualTo(304);
    assertThat(get("/a.txt", "If-Modified-Since: " + date(-1)).status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-Modified-Since: never").status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-None-Match: \"x\"", "If-Modified-Since: " + date(0)).status())
        .isEqualTo(200);
  }

  @Test
  void aHeaderThatCannotBeUnderstoodIsABadRequest() throws Exception {
    assertThat(get("/a.txt", "Accept-Encoding: \"deflate").status()).isEqualTo(400);
  }

  @Test
  void theDeflatedFormHasATagOfItsOwn() throws Exception {
    String deflated = '"' + id("large.bin") + "-deflate\"";
    String condition = "If-None-Match: " + deflated;
    HttpAnswer answer = get("/large.bin", condition, "Accept-Encoding: deflate");
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.header("etag")).isEqualTo(deflated);
    assertThat(get("/large.bin", condition).status()).isEqualTo(200);
  }

  @Test
  void aConditionThatDoesNotHoldIsRefused() throws Exception {
    assertThat(get("/a.txt", "If-Match: \"x\"").status()).isEqualTo(412);
    assertThat(get("/a.txt", "If-Match: W/" + tag("a.txt")).status()).isEqualTo(412);
    assertThat(get("/a.txt", "If-Match: \"x\", " + tag("a.txt")).status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-Match: *").status()).isEqualTo(200);
    assertThat(get("/a.txt", "If-Unmodified-Since: " + date(-1)).status()).isEqualTo(412);
    assertThat(get("/a.txt", "If-Unmodified-Since: " + date(0)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, bytes 0-9/10000, 0123456789",
    "bytes=9995-, bytes 9995-9999/10000, 56789",
    "bytes=-3, bytes 9997-9999/10000, 789",
    "bytes=9999-20000, bytes 9999-9999/10000, 9",
  })
  void aRangeIsOfTheContentAsItIs(String range, String sent, String part) throws Exception {
    HttpAnswer answer = get("/a.txt", "Range: " + range, "Accept-Encoding: deflate");
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).isEqualTo(part);
    assertThat(answer.headers())
        .containsEntry("content-range", sent)
        .containsEntry("etag", tag("a.txt"))
        .doesNotContainKey("content-encoding");
  }

  @Test
  void aRangeOfALargeFileIsExact() throws Exception {
    HttpAnswer answer = get("/large.bin", "Range: bytes=100000-");
    assertThat(answer.body()).hasSize(LARGE + 3 - 100_000);
    assertThat(answer.text()).endsWith("\0end");
  }

  @Test
  void aRangeBehindTheEndCannotBeSatisfied() throws Exception {
    HttpAnswer answer = get("/a.txt", "Range: bytes=10000-");
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("content-range")).isEqualTo("bytes */10000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-1,5-6", "lines=1-2"})
  void aRangeMayBePassedOver(String range) throws Exception {
    HttpAnswer answer = get("/a.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(TEXT);
  }

  @Test
  void aRangeIsSentOnlyToWhoHasTheRest() throws Exception {
    String range = "Range: bytes=0-0";
    assertThat(get("/a.txt", range, "If-Range: " + tag("a.txt")).status()).isEqualTo(206);
    assertThat(get("/a.txt", range, "If-Range: " + date(0)).status()).isEqualTo(206);
    assertThat(get("/a.txt", range, "If-Range: \"x\"").status()).isEqualTo(200);
    assertThat(get("/a.txt", range, "If-Range: W/" + tag("a.txt")).status()).isEqualTo(200);
    assertThat(get("/a.txt", range, "If-Range: " + date(1)).status()).isEqualTo(200);
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
        .contains("<a href=\"./%C3%BC%20b%25c%3Bd&%3C.html\">ü b%c;d&amp;&lt;.html</a> (3 bytes)");
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

  @Test
  void aStopLetsTheAnswersEndThatAreOnTheirWay() throws Exception {
    DocteurServer stopped = DocteurServer.start(mounted, ANY_PORT);
    int port = stopped.uri().getPort();
    Thread stop = new Thread(() -> close(stopped));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET /huge.bin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      stop.start();
      assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(HUGE);
    }
    stop.join();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
        .isInstanceOf(ConnectException.class);
    stopped.close();
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
        .hasMessageContaining(Integer.toString(server.uri().getPort()));
  }

  @Test
  void onlyAnImageIsServed() {
    assertThatThrownBy(() -> DocteurServer.start(FileSystems.getDefault(), ANY_PORT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
