package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.GitDaemon;
import io.docteur.testing.Proxy;
import io.docteur.testing.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of a repository behind {@code git daemon}. */
class GitDaemonImageTest extends RemoteImageContract {
  private GitDaemon daemon;

  @Override
  String url(int port, String repository) {
    return GitDaemon.url(port, repository);
  }

  @Override
  int port() {
    if (daemon == null) {
      daemon = GitDaemon.serve(root, temp.resolve("daemon.log"));
    }
    return daemon.port();
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 200})
  @Timeout(HANG_SECONDS)
  void aServerThatSaysLittleIsGivenUp(int bytes) throws Exception {
    isGivenUpAfter(bytes);
  }

  @Test
  void aConnectionThatIsLostAtOnceIsSaidInOneLine() throws Exception {
    commitFiles();
    serve();
    try (Proxy proxy = Proxy.thatHangsUp(port(), 5)) {
      fails(url(proxy.port(), "srv.git"), null, "the connection was lost");
    }
  }

  @Test
  void gitsConfigurationPutsAnotherUrlInAUrlsPlace() throws Exception {
    String commit = commitFiles();
    serve();
    String base = url(port(), "");
    write(
        home.resolve(".gitconfig"),
        "[url \"" + base + "\"]",
        "  insteadOf = gh:",
        "  insteadOf = https://forge.invalid/");
    assertThat(makeApart("gh:srv.git").err()).contains("commit " + commit);
    assertThat(makeApart("https://forge.invalid/srv.git").err()).contains("commit " + commit);
    assertThat(makeApart("gh:none").err()).contains(base + "none");
  }

  @Test
  void aUserIsKeptFromTheServerThatGitsConfigurationPutsInAnothersPlace() throws Exception {
    write(home.resolve(".gitconfig"), "[url \"" + url(port(), "") + "\"]", "  insteadOf = http://");
    assertThat(makeApart("http://me:s3cret@forge.invalid/x").err())
        .contains("kept from it")
        .doesNotContain("s3cret");
  }

  @Test
  void aFullDiskIsSaidInOneLine() throws Exception {
    commitMuch();
    serve();
    Path small = Files.createDirectory(temp.resolve("small"));
    for (int kibibytes : new int[] {4, 64, 200, 280}) {
      try (Root.Borrowed disk = Root.fileSystem(small, kibibytes)) {
        image = disk.path().resolve("disk.img");
        fails(url(), null, small.toString(), "No space left");
      }
    }
  }
}
