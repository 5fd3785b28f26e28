package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.docteur.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What git's configuration adds to requests. */
class HttpHeadersTest {
  @TempDir Path temp;
  private final List<HttpServer> servers = new ArrayList<>();
  private final Set<String> first = new TreeSet<>();
  private final Set<String> second = new TreeSet<>();
  private String firstUrl;
  private String secondUrl;

  @BeforeEach
  void start() throws IOException {
    secondUrl = serve(second, Map.of());
    firstUrl = serve(first, Map.of("Location", secondUrl + "r/info/refs?service=git-upload-pack"));
  }

  /** Starts a server that notes the headers of interest and has no repository. */
  private String serve(Set<String> noted, Map<String, String> answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Headers headers = exchange.getRequestHeaders();
          for (String name : List.of("Authorization", "X-All", "X-First", "X-Second")) {
            if (headers.containsKey(name)) {
              noted.add(name + ": " + headers.getFirst(name));
            }
          }
          answer.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
          exchange.sendResponseHeaders(answer.isEmpty() ? 404 : 302, -1);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
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
    List<String> options = List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + temp);
    ChildJvm.Ended ended =
        ChildJvm.run(
            options, "io.docteur.cli.Main", "make", firstUrl + "r", temp.resolve("disk.img"));
    assertThat(ended.err()).contains("no such repository");
    assertThat(first).containsExactly("Authorization: Basic s3cret", "X-All: all", "X-First: 1");
    assertThat(second).containsExactly("X-All: all");
  }
}
