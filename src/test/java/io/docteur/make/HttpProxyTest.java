package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import io.docteur.testing.GitHttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories behind a proxy: a server that takes requests for others and answers them itself. */
class HttpProxyTest {
  private static final String URL = "http://nowhere.invalid/open/srv.git";

  @TempDir Path temp;
  private final Map<String, String> environment = new HashMap<>();
  private String commit;

  @BeforeEach
  void makeRepository() throws IOException {
    Path work = Git.init(temp.resolve("work"));
    Files.writeString(work.resolve("file"), "text");
    commit = Git.commitAll(work);
    Git.run(temp, "clone", "-q", "--bare", work.toString(), "srv.git");
  }

  private Summary make() throws IOException {
    return ImageMaker.from(URL).environment(environment::get).make(temp.resolve("disk.img"));
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
  void aProxyThatWantsAPasswordIsRefusedWithoutShowingIt() {
    environment.put("http_proxy", "http://me:s3cret@127.0.0.1:1");
    assertThatThrownBy(this::make)
        .hasMessageContaining("its proxy must be")
        .hasMessageNotContaining("s3cret");
  }
}
