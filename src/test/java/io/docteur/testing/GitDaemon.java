package io.docteur.testing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** {@code git daemon}, which serves without asking who is there. */
public final class GitDaemon implements Closeable {
  private final Server server;

  private GitDaemon(Server server) {
    this.server = server;
  }

  /**
   * Serves the repositories under a directory; skips the running test where there is no daemon.
   *
   * @param log where it writes what it has to say
   */
  public static GitDaemon serve(Path root, Path log) {
    try {
      return new GitDaemon(Server.start(port -> command(root, port), log));
    } catch (IOException e) {
      return Assumptions.abort("git daemon cannot be run: " + e.getMessage());
    }
  }

  private static List<String> command(Path root, int port) {
    return List.of(
        "git",
        "daemon",
        "--export-all",
        "--reuseaddr",
        "--base-path=" + root,
        "--listen=" + Server.HOST,
        "--port=" + port);
  }

  public int port() {
    return server.port();
  }

  /** Returns the URL of a repository under the root. */
  public String url(String repository) {
    return url(port(), repository);
  }

  /** Returns the URL of a repository under the root at another port. */
  public static String url(int port, String repository) {
    return "git://" + Server.HOST + ":" + port + "/" + repository;
  }

  @Override
  public void close() {
    server.close();
  }
}
