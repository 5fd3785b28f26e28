import com.sun.management.OperatingSystemMXBean;
import io.docteur.make.ImageMaker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Reads the same files from a directory, from a zip of it through the JDK's zipfs and from an image
 * of it, each in a fresh JVM. The argument is the directory. Symbolic links are passed over: a zip
 * of the JDK has none.
 */
public final class Read {
  private static final int PASSES = 3;
  private static final int MOUNTS = 21;
  private static final int BATCH = 32;
  private static final int RANDOM_READS = 20_000;
  private static final int SMALLEST_RANDOM = 4 << 10;
  private static final int LARGEST_RANDOM = 64 << 10;

  private Read() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 3 && args[0].equals("child")) {
      new Peer(args[1], Path.of(args[2])).measure();
      return;
    }
    Path source = Path.of(args[0]).toRealPath();
    Bench.inTemporaryDirectory(directory -> compare(source, directory));
  }

  private static void compare(Path source, Path directory) throws Exception {
    Bench.progress("making a zip and an image of %s", source);
    Path zip = directory.resolve("read.zip");
    zip(source, zip);
    Path image = directory.resolve("read.img");
    ImageMaker.from(source).make(image);
    double[] plain = child("directory", source);
    double[] zipped = child("zip", zip);
    double[] ours = child("image", image);
    if (!Arrays.equals(plain, 0, 3, zipped, 0, 3) || !Arrays.equals(plain, 0, 3, ours, 0, 3)) {
      throw new IOException("the peers did not read the same files");
    }
    Bench.head("", "directory", "zipfs", "docteur", "docteur / zipfs");
    row("size, MB", plain[1] / 1e6, Files.size(zip) / 1e6, Files.size(image) / 1e6);
    String[] rows = {
      "mount to first byte, ms",
      "walk with attributes, entries/s",
      "read everything, 1 thread, MB/s",
      "the same, MB per second of processor",
      "read everything, 2 threads, MB/s",
      "random read of 4–64 KiB, p50, µs",
      "random read of 4–64 KiB, p99, µs"
    };
    for (int i = 0; i < rows.length; i++) {
      row(rows[i], plain[3 + i], zipped[3 + i], ours[3 + i]);
    }
    System.out.printf(
        Locale.ROOT,
        "%n%,.0f files, %,.0f bytes, JDK %s.%n",
        plain[0],
        plain[1],
        System.getProperty("java.version"));
  }

  private static double[] child(String kind, Path path) throws Exception {
    Bench.progress("reading the %s", kind);
    return Bench.child(Read.class, "child", kind, path.toString());
  }

  private static void row(String what, double plain, double zip, double ours) {
    Bench.row(
        what, Bench.number(plain), Bench.number(zip), Bench.number(ours), Bench.number(ours / zip));
  }

  private static void zip(Path source, Path target) throws IOException {
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Path path : walk(source)) {
        boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        if (!path.equals(source) && (directory || regular(path))) {
          zip.putNextEntry(new ZipEntry(source.relativize(path) + (directory ? "/" : "")));
          if (!directory) {
            Files.copy(path, zip);
          }
        }
      }
    }
  }

  private static List<Path> walk(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.toList();
    }
  }

  private static boolean regular(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** One way to hold the files. */
  private static final class Peer {
    private final String kind;
    private final Path path;

    Peer(String kind, Path path) {
      this.kind = kind;
      this.path = path;
    }

    /** Opens it; a directory is there already, which null tells. */
    private FileSystem open() throws IOException {
      return switch (kind) {
        case "zip" -> FileSystems.newFileSystem(path, Map.of());
        case "image" -> Bench.mount(path, Map.of());
        default -> null;
      };
    }

    private Path root(FileSystem files) {
      return files == null ? path : files.getPath("/");
    }

    void measure() throws Exception {
      String first;
      FileSystem checked = open();
      try (checked) {
        List<Path> regular = regular(checked);
        printContent(regular);
        first = root(checked).relativize(regular.get(0)).toString();
      }
      System.out.println(mountToFirstByte(first));
      FileSystem files = open();
      try (files) {
        List<Path> regular = regular(files);
        System.out.println(median(() -> walkWithAttributes(root(files))));
        System.out.println(median(() -> readAll(regular, 1, System::nanoTime)));
        System.out.println(median(() -> readAll(regular, 1, Peer::processorNanos)));
        System.out.println(median(() -> readAll(regular, 2, System::nanoTime)));
        printRandomReads(regular);
      }
    }

    private List<Path> regular(FileSystem files) throws IOException {
      return walk(root(files)).stream().filter(Read::regular).toList();
    }

    /** Prints what must be equal: the files, their bytes, and a sum over all checksums. */
    private static void printContent(List<Path> files) throws IOException {
      long bytes = 0;
      long sum = 0;
      for (Path file : files) {
        byte[] content = Files.readAllBytes(file);
        CRC32 crc = new CRC32();
        crc.update(content);
        bytes += content.length;
        sum += crc.getValue();
      }
      System.out.println(files.size());
      System.out.println(bytes);
      System.out.println(sum);
    }

    private double mountToFirstByte(String file) throws Exception {
      double[] times = new double[MOUNTS];
      for (int i = 0; i < MOUNTS; i++) {
        times[i] =
            Bench.seconds(
                () -> {
                  FileSystem files = open();
                  try (files;
                      InputStream in = Files.newInputStream(root(files).resolve(file))) {
                    in.read();
                  }
                });
      }
      return Bench.median(times) * 1e3;
    }

    private static double median(Callable<Double> rate) throws Exception {
      rate.call(); // warms up
      double[] rates = new double[PASSES];
      for (int i = 0; i < PASSES; i++) {
        rates[i] = rate.call();
      }
      return Bench.median(rates);
    }

    private static double walkWithAttributes(Path root) throws Exception {
      long[] entries = {0};
      double seconds =
          Bench.seconds(
              () -> {
                try (Stream<Path> walk = Files.walk(root)) {
                  for (Path entry : (Iterable<Path>) walk::iterator) {
                    Files.readAttributes(
                        entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    entries[0]++;
                  }
                }
              });
      return entries[0] / seconds;
    }

    /** Returns the time that processors spent on this JVM, which other programs hardly change. */
    private static long processorNanos() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Returns the megabytes a second of some threads, which take the files in their order. */
    private static double readAll(List<Path> files, int threads, LongSupplier clock)
        throws Exception {
      AtomicInteger next = new AtomicInteger();
      Callable<Long> reader =
          () -> {
            long bytes = 0;
            for (int i = next.getAndAdd(BATCH); i < files.size(); i = next.getAndAdd(BATCH)) {
              for (Path file : files.subList(i, Math.min(i + BATCH, files.size()))) {
                bytes += Files.readAllBytes(file).length;
              }
            }
            return bytes;
          };
      ExecutorService executor = Executors.newFixedThreadPool(threads);
      try {
        long start = clock.getAsLong();
        long bytes = 0;
        for (Future<Long> done : executor.invokeAll(Collections.nCopies(threads, reader))) {
          bytes += done.get();
        }
        return bytes * 1e3 / (clock.getAsLong() - start);
      } finally {
        executor.shutdown();
      }
    }

    private static void printRandomReads(List<Path> files) throws Exception {
      List<Path> middling = new ArrayList<>();
      for (Path file : files) {
        long size = Files.size(file);
        if (size >= SMALLEST_RANDOM && size <= LARGEST_RANDOM) {
          middling.add(file);
        }
      }
      double[][] passes = new double[PASSES][];
      for (int i = 0; i < PASSES; i++) {
        passes[i] = randomReads(middling, new Random(i));
      }
      System.out.println(percentile(passes, 0.50));
      System.out.println(percentile(passes, 0.99));
    }

    /** Returns the microseconds of reads of files taken at random, sorted. */
    private static double[] randomReads(List<Path> files, Random random) throws Exception {
      double[] times = new double[RANDOM_READS];
      for (int i = 0; i < times.length; i++) {
        Path file = files.get(random.nextInt(files.size()));
        times[i] = Bench.seconds(() -> Files.readAllBytes(file)) * 1e6;
      }
      Arrays.sort(times);
      return times;
    }

    private static double percentile(double[][] passes, double part) {
      return Bench.median(
          Arrays.stream(passes).mapToDouble(pass -> pass[(int) (pass.length * part)]).toArray());
    }
  }
}
