import io.docteur.serve.DocteurServer;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The program of the machine, whose files are those of an image: prints one of them ({@code
 * /dev/vdb --filename /README.md}) or the paths of all ({@code /dev/vdb --walk}), or serves them by
 * HTTP, under an address that the world knows the machine by ({@code /dev/vdb --serve URL}).
 */
public final class Unikernel {
  private Unikernel() {}

  public static void main(String[] args) throws InterruptedException {
    URI image = URI.create("docteur:" + Path.of(args[0]).toUri().getRawPath());
    try (FileSystem files = FileSystems.newFileSystem(image, Map.of());
        FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      if (args.length == 3 && args[1].equals("--filename")) {
        Files.copy(files.getPath(args[2]), out);
      } else if (args.length == 2 && args[1].equals("--walk")) {
        walk(files.getPath("/"), new OutputStreamWriter(out, StandardCharsets.UTF_8));
      } else if (args.length == 3 && args[1].equals("--serve")) {
        serve(files, args[2]);
      } else {
        fail(2, "give --filename PATH, --walk or --serve URL");
      }
    } catch (NoSuchFileException e) {
      fail(1, e.getFile() + ": no such file or directory");
    } catch (IOException | UncheckedIOException e) {
      fail(1, e.getMessage());
    }
  }

  private static void walk(Path root, Writer out) throws IOException {
    try (Stream<Path> paths = Files.walk(root);
        BufferedWriter lines = new BufferedWriter(out)) {
      for (Iterator<Path> i = paths.iterator(); i.hasNext(); ) {
        lines.write(i.next() + "\n");
      }
    }
  }

  private static void serve(FileSystem files, String url) throws IOException, InterruptedException {
    try (DocteurServer server = DocteurServer.start(files, new InetSocketAddress("0.0.0.0", 80))) {
      System.out.println(url);
      server.join();
    }
  }

  private static void fail(int code, String message) {
    System.err.println("unikernel: " + message);
    System.exit(code);
  }
}
