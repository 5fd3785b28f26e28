package io.docteur.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own file server, which it has since 18. */
class FileServerTest {
  private static final String SERVER = "com.sun.net.httpserver.SimpleFileServer";

  @TempDir Path directory;

  private record Answer(int code, String length, String body) {}

  @Test
  void theJdksFileServerServesAnImage() throws Exception {
    Assumptions.assumeTrue(Runtime.version().feature() >= 18, "the JDK has no SimpleFileServer");
    Files.createDirectories(directory.resolve("docs/sub"));
    Files.writeString(directory.resolve("docs/a b.txt"), "Zoë\n");
    Files.writeString(directory.resolve("docs/.hidden"), "");
    try (MountedDirectory mount = new MountedDirectory(directory)) {
      HttpServer server = server(mount.path("/docs"));
      server.start();
      try {
        String base = "http://localhost:" + server.getAddress().getPort();
        assertThat(ask("GET", base + "/a%20b.txt")).isEqualTo(new Answer(200, "5", "Zoë\n"));
        assertThat(ask("HEAD", base + "/a%20b.txt")).isEqualTo(new Answer(200, "5", ""));
        assertThat(ask("GET", base + "/").body())
            .contains("a%20b.txt", "sub/")
            .doesNotContain("hidden");
        assertThat(ask("GET", base + "/none").code()).isEqualTo(404);
        assertThat(ask("GET", base + "/../docs/a%20b.txt").code()).isNotEqualTo(200);
      } finally {
        server.stop(0);
      }
    }
  }

  /** By reflection, since 17 has no such class. */
  private static HttpServer server(Path root) throws ReflectiveOperationException {
    Class<?> level = Class.forName(SERVER + "$OutputLevel");
    Object none = level.getField("NONE").get(null);
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return (HttpServer)
        Class.forName(SERVER)
            .getMethod("createFileServer", InetSocketAddress.class, Path.class, level)
            .invoke(null, address, root, none);
  }

  private static Answer ask(String method, String url) throws IOException {
    var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setRequestMethod(method);
    int code = connection.getResponseCode();
    try (InputStream body =
        code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String text = body == null ? "" : new String(body.readAllBytes(), UTF_8);
      return new Answer(code, connection.getHeaderField("Content-Length"), text);
    }
  }
}
