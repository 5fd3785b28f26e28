import io.docteur.make.ImageMaker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Reads the same files in every way that a program on the JVM has: from a plain directory, from a
 * zip of it through the JDK's zipfs, from jimfs filled with it, from a pack through JGit and through
 * git itself, and from an image with that pack; each in a fresh JVM. The arguments are the directory
 * and, if the table is wanted as files, the start of their names. Symbolic links are passed over: a
 * zip of the JDK has none.
 */
public final class Read {
  private static final String[] MEASURES = {
    "mount to first byte, ms",
    "heap retained by the mount, KiB",
    "walk with attributes, 1000 entries/s",
    "read everything, 1 thread, MB/s",
    "the same, MB per second of processor",
    "read everything, 2 threads, MB/s",
    "random read, 1 thread, p50, µs",
    "random read, 1 thread, p99, µs",
    "random read, 4 threads, p50, µs",
    "random read, 4 threads, p99, µs",
    "heap after reading everything, MB",
    "resident memory then, MB"
  };

  private static final int ONE_THREAD = 3;
  private static final int PROCESSOR = 4;

  /** The numbers that a child prints first, which must be the same for all. */
  private static final int COMMON = 3;

  private final Path source;
  private final Path directory;
  private final Path zip;
  private final Path image;
  private final Path trees;
  private final Path repository;

  private Read(Path source, Path directory) {
    this.source = source;
    this.directory = directory;
    this.zip = directory.resolve("read.zip");
    this.image = directory.resolve("read.img");
    this.trees = directory.resolve("trees.img");
    this.repository = directory.resolve("read.git");
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 3 && args[0].equals("child")) {
      Reading.measure(Peer.Kind.valueOf(args[1]), Path.of(args[2]));
      return;
    }
    Path source = Path.of(args[0]).toRealPath();
    Path results = args.length > 1 ? Path.of(args[1]) : null;
    Bench.inTemporaryDirectory(directory -> new Read(source, directory).compare(results));
  }

  private void compare(Path results) throws Exception {
    Bench.progress("making a zip and images of %s", source);
    zip();
    ImageMaker.from(source).make(image);
    ImageMaker.from(source).layout(false).make(trees);
    ExtractedPack.into(repository, trees);

    double[] common = null;
    Table table = new Table(MEASURES);
    for (Peer.Kind kind : Peer.Kind.values()) {
      if (!kind.isThere()) {
        continue;
      }
      Bench.progress("reading: %s", kind.title);
      double[] found = Bench.child(Read.class, "child", kind.name(), path(kind).toString());
      if (common != null && !Arrays.equals(common, 0, COMMON, found, 0, COMMON)) {
        throw new IOException("not the same files: " + kind.title);
      }
      common = found;
      table.row(kind.title, Arrays.copyOfRange(found, COMMON, found.length));
      if (kind == Peer.Kind.JGIT) {
        Bench.progress("reading: git cat-file");
        table.row("git cat-file, in pack order", git());
      }
    }
    table.caption(
        "%s: %,.0f files, %,.0f MB. Zip %,.0f MB, image %,.0f MB. JDK %s, %d processors."
            .formatted(
                source.getFileName(),
                common[0],
                common[1] / 1e6,
                Files.size(zip) / 1e6,
                Files.size(image) / 1e6,
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors()));
    table.print();
    if (results != null) {
      table.write(results);
    }
  }

  private Path path(Peer.Kind kind) {
    return switch (kind) {
      case DIRECTORY, JIMFS -> source;
      case ZIP -> zip;
      case JGIT -> repository;
      case TREES -> trees;
      case IMAGE, JDK, NATIVE -> image;
    };
  }

  private void zip() throws IOException {
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(zip));
        ZipOutputStream entries = new ZipOutputStream(file);
        Stream<Path> walk = Files.walk(source)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        boolean regular = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        if (!path.equals(source) && (directory || regular)) {
          entries.putNextEntry(new ZipEntry(source.relativize(path) + (directory ? "/" : "")));
          if (regular) {
            Files.copy(path, entries);
          }
        }
      }
    }
  }

  /** Returns the row of git, which reads each distinct blob once, in the order of the pack. */
  private double[] git() throws Exception {
    String blobs =
        "git cat-file --batch-all-objects --unordered --batch-check='%(objecttype) %(objectname)"
            + " %(objectsize)' | grep ^blob";
    Cost.of(repository, Map.of(), List.of("sh", "-c", blobs + " > blobs; cut -d' ' -f2 blobs > ids"));
    double bytes;
    try (Stream<String> lines = Files.lines(repository.resolve("blobs"))) {
      bytes = lines.mapToLong(line -> Long.parseLong(line.split(" ")[2])).sum();
    }
    double[] rates = new double[3];
    double[] processor = new double[3];
    for (int i = 0; i < rates.length; i++) {
      Cost cost =
          Cost.of(repository, Map.of(), List.of("sh", "-c", "git cat-file --batch --buffer < ids"));
      rates[i] = bytes / 1e6 / cost.seconds();
      processor[i] = bytes / 1e6 / cost.processor();
    }
    double[] row = new double[MEASURES.length];
    Arrays.fill(row, Double.NaN);
    row[ONE_THREAD] = Bench.median(rates);
    row[PROCESSOR] = Bench.median(processor);
    return row;
  }
}
