import io.docteur.make.ImageMaker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the layout takes for each path, and how much of it are the names: those bytes that a name
 * does not share with the start of the one before it. The argument is an image, a repository or a
 * directory.
 */
public final class Layout {
  private static final Pattern BYTES = Pattern.compile("([0-9]+) bytes");

  private long paths;
  private long nameBytes;

  public static void main(String[] args) throws Exception {
    Path source = Path.of(args[0]);
    Bench.inTemporaryDirectory(
        directory -> {
          Path image = source;
          if (Files.isDirectory(source)) {
            image = directory.resolve("layout.img");
            Bench.progress("making an image of %s", source);
            ImageMaker.from(source).make(image);
          }
          print(image);
        });
  }

  private static void print(Path image) throws Exception {
    String told = Bench.info(image).get("layout");
    Matcher bytes = BYTES.matcher(told);
    if (!bytes.find()) {
      throw new IOException(image + ": " + told);
    }
    double layout = Long.parseLong(bytes.group(1));
    Layout names = new Layout();
    try (FileSystem files = Bench.mount(image, Map.of())) {
      names.count(files.getPath("/"));
    }
    double paths = names.paths;
    Bench.head("layout of " + image.getFileName(), "bytes", "bytes per path");
    Bench.row("all of it", Bench.number(layout), Bench.number(layout / paths));
    Bench.row(
        "names, without what they share",
        Bench.number(names.nameBytes),
        Bench.number(names.nameBytes / paths));
    Bench.row(
        "beyond the names",
        Bench.number(layout - names.nameBytes),
        Bench.number((layout - names.nameBytes) / paths));
    System.out.println();
    System.out.println(Bench.number(paths) + " paths.");
  }

  /** Counts what is below a directory; a listing is in the order of the names' bytes. */
  private void count(Path root) throws IOException {
    Deque<Path> directories = new ArrayDeque<>();
    directories.push(root);
    while (!directories.isEmpty()) {
      byte[] before = {};
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directories.pop())) {
        for (Path entry : entries) {
          byte[] name = entry.getFileName().toString().getBytes(StandardCharsets.UTF_8);
          int common = Arrays.mismatch(before, name);
          paths++;
          nameBytes += name.length - Math.max(common, 0);
          before = name;
          if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            directories.push(entry);
          }
        }
      }
    }
  }
}
