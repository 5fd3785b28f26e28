package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import io.docteur.testing.GitHttpServer;
import io.docteur.testing.PasswordProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories behind a proxy, most of them a server that answers what others are asked for. */
class HttpProxyTest {
  @TempDir Path temp;
  private final Map<String, String> environment = new HashMap<>();
  private String url = "http://nowhere.invalid/open/srv.git";
  private String commit;

  @BeforeEach
  void makeRepository() throws IOException {
    Path work = Git.init(temp.resolve("work"));
    Files.writeString(work.resolve("file"), "text");
    commit = Git.commitAll(work);
    Git.run(temp, "clone", "-q", "--bare", work.toString(), "srv.git");
  }

  private Summary make() throws IOException {
    return ImageMaker.from(url).environment(environment::get).make(temp.resolve("disk.img"));
  }

  @Test
  void theEnvironmentNamesAProxy() throws IOException {
    try (GitHttpServer server = new GitHttpServer(temp, null, "", "")) {
      environment.put("http_proxy", "http://127.0.0.1:" + server.port());
      assertThat(make().commit()).isEqualTo(commit);
      environment.put("no_proxy", "other.example, .invalid");
      assertThatThrownBy(this::make).hasMessageContaining("unknown host");
      environment.put("no_proxy", "here.invalid");
      assertThat(make().commit()).isEqualTo(commit);
      environment.remove("http_proxy");
      environment.put("HTTP_PROXY", "http://127.0.0.1:" + server.port());
      assertThatThrownBy(this::make).hasMessageContaining("unknown host");
      environment.put("ALL_PROXY", "127.0.0.1:" + server.port());
      assertThat(make().commit()).isEqualTo(commit);
    }
  }

  @Test
  void aProxyGetsThePasswordThatItsUrlHolds() throws IOException {
    try (GitHttpServer server = new GitHttpServer(temp, null, "me", "s3cret");
        PasswordProxy proxy = new PasswordProxy(temp, "user", "pr0xy-s3cret")) {
      url = "http://me:s3cret@127.0.0.1:" + server.port() + "/private/srv.git";
      environment.put("http_proxy", proxy.url("user:%70r0xy-s3cret"));
      assertThat(make().commit()).isEqualTo(commit);
      assertThat(proxy.log()).contains("/private/srv.git/info/refs");
      environment.put("http_proxy", proxy.url("").replace("@", ""));
      assertThatThrownBy(this::make).hasMessageContaining("the proxy wants a user and a password");
    }
  }

  @Test
  void aProxyThatCannotBeReachedIsSaidToBeWhatIsWrong() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    environment.put("http_proxy", "http://127.0.0.1:" + closed);
    assertThatThrownBy(this::make)
        .hasMessage(
            url + ": no connection to the proxy 127.0.0.1:" + closed + ": Connection refused");
    environment.put("http_proxy", "http://proxy.invalid:3128");
    assertThatThrownBy(this::make)
        .hasMessage(url + ": no connection to the proxy proxy.invalid:3128: unknown host");
  }

  @Test
  void aProxyOfAnotherKindIsRefusedWithoutShowingItsPassword() {
    for (String other :
        List.of("https://me:s3cret@127.0.0.1:1", "socks5://me:s3cret@127.0.0.1:1")) {
      environment.put("http_proxy", other);
      assertThatThrownBy(this::make)
          .hasMessageContaining("its proxy must be")
          .hasMessageNotContaining("s3cret");
    }
  }
}
