package io.docteur.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The HTTP proxy {@code tinyproxy}, which wants a password. */
public final class PasswordProxy implements Closeable {
  private static final Path PROGRAM = Path.of("/usr/bin/tinyproxy");

  private final Path log;
  private final Server server;

  /**
   * Starts a proxy.
   *
   * @param directory gets its configuration and what it logs
   */
  public PasswordProxy(Path directory, String user, String password) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), PROGRAM + " is not installed");
    log = directory.resolve("tinyproxy.log");
    Path config = directory.resolve("tinyproxy.conf");
    server =
        Server.start(
            port -> {
              List<String> lines =
                  List.of("Listen 127.0.0.1", "Port " + port, "BasicAuth " + user + " " + password);
              return List.of(PROGRAM.toString(), "-d", "-c", written(config, lines).toString());
            },
            log);
  }

  private static Path written(Path file, List<String> lines) {
    try {
      return Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the proxy's URL, with what stands before the {@code @} in it. */
  public String url(String userInfo) {
    return "http://" + userInfo + "@" + Server.HOST + ":" + server.port();
  }

  /** Returns what it has logged. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    server.close();
  }
}
