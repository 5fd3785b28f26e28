package io.docteur.make;

import io.docteur.testing.GitDaemon;
import org.junit.jupiter.api.AfterEach;

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
}
