import com.sun.management.OperatingSystemMXBean;
import io.docteur.make.ImageMaker;
import io.docteur.nio.DocteurOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What it costs and gains to bound the chains of deltas. The arguments are a source and, if wanted,
 * depths. Each image is read in a fresh JVM.
 */
public final class Depth {
  private static final String[] DEPTHS = {"50", "20", "10", "5", "3", "1", "0"};
  private static final int RANDOM_READS = 4_000;
  private static final int SMALLEST_RANDOM = 4 << 10;
  private static final int LARGEST_RANDOM = 64 << 10;

  /** Twice, the first to warm up the virtual machine. */
  private static final int PASSES = 2;

  private Depth() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 2 && args[0].equals("child")) {
      measure(Path.of(args[1]));
      return;
    }
    Path source = Path.of(args[0]).toRealPath();
    String[] depths = args.length == 1 ? DEPTHS : Arrays.copyOfRange(args, 1, args.length);
    Bench.inTemporaryDirectory(directory -> compare(source, depths, directory));
  }

  private static void compare(Path source, String[] depths, Path directory) throws Exception {
    Bench.head(
        "depth",
        "image, MB",
        "read everything, MB/s of processor",
        "random read, p50, µs",
        "without a cache, µs");
    for (String depth : depths) {
      Bench.progress("depth %s", depth);
      Path image = directory.resolve("depth.img");
      ImageMaker.from(source).depth(Integer.parseInt(depth)).make(image);
      double[] numbers = Bench.child(Depth.class, "child", image.toString());
      Bench.row(
          depth,
          Bench.number(Files.size(image) / 1e6),
          Bench.number(numbers[0]),
          Bench.number(numbers[1]),
          Bench.number(numbers[2]));
    }
  }

  private static void measure(Path image) throws Exception {
    try (FileSystem files = Bench.mount(image, Map.of())) {
      List<Path> regular = regular(files);
      double rate = 0;
      for (int i = 0; i < PASSES; i++) {
        rate = readAll(regular);
      }
      System.out.println(rate);
      System.out.println(randomRead(regular));
    }
    try (FileSystem files = Bench.mount(image, Map.of(DocteurOptions.CACHE_BYTES, 0L))) {
      System.out.println(randomRead(regular(files)));
    }
  }

  private static List<Path> regular(FileSystem files) throws IOException {
    try (Stream<Path> walk = Files.walk(files.getPath("/"))) {
      return walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  /** Returns the megabytes a second that a processor reads in the order of the walk. */
  private static double readAll(List<Path> files) throws IOException {
    OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long start = system.getProcessCpuTime();
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.readAllBytes(file).length;
    }
    return bytes * 1e3 / (system.getProcessCpuTime() - start);
  }

  /** Returns the median of the microseconds that a file of 4 to 64 KiB takes. */
  private static double randomRead(List<Path> files) throws Exception {
    List<Path> middling = new ArrayList<>();
    for (Path file : files) {
      long size = Files.size(file);
      if (size >= SMALLEST_RANDOM && size <= LARGEST_RANDOM) {
        middling.add(file);
      }
    }
    double median = 0;
    for (int i = 0; i < PASSES; i++) {
      Random random = new Random(i);
      double[] times = new double[RANDOM_READS];
      for (int read = 0; read < times.length; read++) {
        Path file = middling.get(random.nextInt(middling.size()));
        times[read] = Bench.seconds(() -> Files.readAllBytes(file)) * 1e6;
      }
      median = Bench.median(times);
    }
    return median;
  }
}
