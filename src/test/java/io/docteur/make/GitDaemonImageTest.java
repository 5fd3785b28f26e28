package io.docteur.make;

import io.docteur.testing.Server;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;

/** Images of a repository behind {@code git daemon}. */
class GitDaemonImageTest extends RemoteImageContract {
  private Server daemon;

  @Override
  String url(int port, String repository) {
    return "git://" + Server.HOST + ":" + port + "/" + repository;
  }

  @Override
  int port() throws IOException {
    if (daemon == null) {
      try {
        daemon = Server.start(this::command, temp.resolve("daemon.log"));
      } catch (IOException e) {
        Assumptions.abort("git daemon cannot be run: " + e.getMessage());
      }
    }
    return daemon.port();
  }

  private List<String> command(int port) {
    return List.of(
        "git",
        "daemon",
        "--export-all",
        "--reuseaddr",
        "--base-path=" + root,
        "--listen=" + Server.HOST,
        "--port=" + port);
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }
}
