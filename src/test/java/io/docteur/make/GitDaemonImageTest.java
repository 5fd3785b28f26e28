package io.docteur.make;

import io.docteur.testing.GitDaemon;
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
  void aFullDiskIsSaidInOneLine() throws Exception {
    commitMuch();
    serve();
    Path small = Files.createDirectory(temp.resolve("small"));
    for (int kibibytes : new int[] {64, 200, 280}) {
      try (Root.Borrowed disk = Root.fileSystem(small, kibibytes)) {
        image = disk.path().resolve("disk.img");
        fails(url(), null, "No space left");
      }
    }
  }
}
