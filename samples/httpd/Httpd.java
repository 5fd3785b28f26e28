import io.docteur.serve.DocteurServer;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Serves an image by HTTP: {@code --image disk.img} until Ctrl-C, and with {@code --get PATH} just
 * long enough to get a file from it, twice.
 */
public final class Httpd {
  private Httpd() {}

  public static void main(String[] args) throws Exception {
    Path image = Path.of(option(args, "--image", null));
    int port = Integer.parseInt(option(args, "--port", "0"));
    String path = option(args, "--get", "");
    try (FileSystem files = FileSystems.newFileSystem(image);
        DocteurServer server =
            DocteurServer.start(files, new InetSocketAddress("127.0.0.1", port))) {
      System.out.println(server.uri());
      if (path.isEmpty()) {
        server.join();
      } else {
        String tag = get(server.uri().resolve(path).toURL(), "none");
        get(server.uri().resolve(path).toURL(), tag);
      }
    }
  }

  /** Prints a page, unless it is the one that is known already; its entity tag tells. */
  private static String get(URL page, String known) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) page.openConnection();
    connection.setRequestProperty("If-None-Match", known);
    System.out.println(connection.getResponseCode() + " " + connection.getHeaderField("ETag"));
    try (InputStream in = connection.getInputStream()) {
      in.transferTo(System.out);
    }
    return connection.getHeaderField("ETag");
  }

  private static String option(String[] args, String name, String absent) {
    List<String> words = Arrays.asList(args);
    int value = words.indexOf(name) + 1;
    if (value > 0 && value < words.size()) {
      return words.get(value);
    }
    if (absent == null) {
      throw new IllegalArgumentException("usage: Httpd --image IMAGE [--port N] [--get PATH]");
    }
    return absent;
  }
}
