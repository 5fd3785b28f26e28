package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.docteur.testing.ChildJvm;
import io.docteur.testing.Environments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two servers get to know, one of which redirects to the other. */
class HttpHeadersTest {
  @TempDir Path temp;
  private final List<HttpServer> servers = new ArrayList<>();
  private final Set<String> first = new TreeSet<>();
  private final Set<String> second = new TreeSet<>();
  private String firstUrl;
  private String secondUrl;
  private boolean passwordsWanted;

  @BeforeEach
  void start() throws IOException {
    secondUrl = serve("localhost", second, Map.of());
    String location = secondUrl + "r/info/refs?service=git-upload-pack";
    firstUrl = serve("127.0.0.1", first, Map.of("Location", location));
  }

  /** Starts a server that notes the headers of interest and has no repository. */
  private String serve(String host, Set<String> noted, Map<String, String> answer)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Headers headers = exchange.getRequestHeaders();
          for (String name : List.of("Authorization", "Cookie", "X-All", "X-First", "X-Second")) {
            if (headers.containsKey(name)) {
              noted.add(name + ": " + headers.getFirst(name));
            }
          }
          if (passwordsWanted && !headers.containsKey("Authorization")) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
            exchange.sendResponseHeaders(401, -1);
            return;
          }
          answer.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
          exchange.sendResponseHeaders(answer.isEmpty() ? 404 : 302, -1);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return "http://" + host + ":" + server.getAddress().getPort() + "/";
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  @Test
  void aServerThatAnotherOneRedirectsToGetsWhatIsConfiguredForIt() throws Exception {
    Files.writeString(
        temp.resolve(".gitconfig"),
        """
        [http]
          extraHeader = X-All: all
        [http "%s"]
          extraHeader = X-All: all
          extraHeader = X-First: 1
          extraHeader = Authorization: Basic s3cret
        [http "%s"]
          extraHeader = X-All: all
          extraHeader = X-Second: 2
        """
            .formatted(firstUrl, secondUrl));
    make(firstUrl);
    assertThat(first).containsExactly("Authorization: Basic s3cret", "X-All: all", "X-First: 1");
    assertThat(second).containsExactly("X-All: all");
  }

  @Test
  void aServerThatAnotherOneRedirectsToDoesNotGetItsPassword() throws Exception {
    passwordsWanted = true;
    make(firstUrl.replace("//", "//me:s3cret@"));
    assertThat(first).containsExactly(basic("me:s3cret"));
    assertThat(second).isEmpty();
  }

  @Test
  void eachServerGetsItsOwnPassword() throws Exception {
    passwordsWanted = true;
    Files.writeString(
        temp.resolve(".netrc"),
        """
        machine 127.0.0.1 login me password one
        machine localhost login you password two
        """);
    make(firstUrl);
    assertThat(first).containsExactly(basic("me:one"));
    assertThat(second).containsExactly(basic("you:two"));
  }

  @Test
  void theServerThatIsNamedGetsItsCookiesAsGitWritesThem() throws Exception {
    Path cookies = temp.resolve("cookies");
    Files.writeString(
        cookies,
        """
        # Netscape HTTP Cookie File
        127.0.0.1\tFALSE\t/\tFALSE\t4102444800\to\tgit-me=1/2
        127.0.0.1\tFALSE\t/r/\tFALSE\t4102444800\tp\t"two"
        localhost\tFALSE\t/\tFALSE\t4102444800\tq\tthree
        """);
    Files.writeString(temp.resolve(".gitconfig"), "[http]\n  cookieFile = " + cookies + "\n");
    make(firstUrl);
    assertThat(first).hasSize(1);
    assertThat(first.iterator().next().substring("Cookie: ".length()).split("; "))
        .containsExactlyInAnyOrder("o=git-me=1/2", "p=\"two\"");
    assertThat(second).isEmpty();
  }

  @Test
  void aCookieThatIsConfiguredAsAHeaderStaysAsItIs() throws Exception {
    Files.writeString(
        temp.resolve(".gitconfig"), "[http]\n  extraHeader = \"Cookie: a=\\\"b\\\"\"\n");
    make(firstUrl);
    assertThat(first).containsExactly("Cookie: a=\"b\"");
  }

  @Test
  void theHostThatIsUnknownIsTheOneThatWasRedirectedTo() throws Exception {
    String location = "http://nowhere.invalid/r/info/refs?service=git-upload-pack";
    String url = serve("127.0.0.1", first, Map.of("Location", location));
    assertThat(made(url)).contains("unknown host: nowhere.invalid");
  }

  private static String basic(String userAndPassword) {
    byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  /** Makes an image, in vain: there is no repository, or no password that is right. */
  private void make(String url) throws Exception {
    assertThat(made(url)).containsAnyOf("no such repository", "refused the user");
  }

  /** Tries to make an image, and returns what was said. */
  private String made(String url) throws Exception {
    List<String> options = List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + temp);
    ProcessBuilder command =
        new ProcessBuilder(
            ChildJvm.command(
                options, "io.docteur.cli.Main", "make", url + "r", temp.resolve("disk.img")));
    return ChildJvm.run(Environments.clean(command)).err();
  }
}
