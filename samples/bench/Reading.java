import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Measures one way to read, a pass whenever it is asked for one: a measure's name comes in a line of
 * the standard input, its numbers go out in one. In between it is still, so that others can be
 * measured in turns with it.
 */
final class Reading {
  /** What can be asked for, in the order in which it has to be. */
  enum Measure {
    CONTENT,
    MOUNT("mount to first byte, ms"),
    RETAINED("heap retained by the mount, KiB"),
    WALK("walk with attributes, 1000 entries/s"),
    READ_BY_ONE("read everything, 1 thread, MB/s", "the same, MB per second of processor"),
    READ_BY_TWO("read everything, 2 threads, MB/s"),
    RANDOM_BY_ONE("random read, 1 thread, p50, µs", "random read, 1 thread, p99, µs"),
    RANDOM_BY_FOUR("random read, 4 threads, p50, µs", "random read, 4 threads, p99, µs"),
    AFTERWARDS("resident memory after reading everything, MB", "heap then, MB");

    private static final Set<Measure> ONCE = EnumSet.of(CONTENT, RETAINED, AFTERWARDS);
    private static final Set<Measure> RATES = EnumSet.of(WALK, READ_BY_ONE, READ_BY_TWO);

    /** What the numbers are. Those of the content have none: they must be equal for all. */
    final List<String> titles;

    Measure(String... titles) {
      this.titles = List.of(titles);
    }

    /** Whether a pass is one of several, and the first waits until all is compiled. */
    boolean isRepeated() {
      return !ONCE.contains(this);
    }

    /** Whether a larger number is better. */
    boolean isRate() {
      return RATES.contains(this);
    }
  }

  private static final long WARM_UP_NANOS = 2_000_000_000;
  private static final long WALK_NANOS = 500_000_000;
  private static final int MOUNTS = 21;
  private static final int BATCH = 32;
  private static final int RANDOM_READS = 20_000;
  private static final int SMALLEST_RANDOM = 4 << 10;
  private static final int LARGEST_RANDOM = 64 << 10;

  private final Peer.Kind kind;
  private final Path path;
  private final Set<Measure> warm = EnumSet.noneOf(Measure.class);
  private final AtomicInteger seed = new AtomicInteger();

  // Null before the first measure that needs them, and again after the last one.
  private Peer peer;
  private List<Peer.Content> files;
  private List<Peer.Content> middling;

  private Reading(Peer.Kind kind, Path path) {
    this.kind = kind;
    this.path = path;
  }

  static void answer(Peer.Kind kind, Path path) throws Exception {
    Reading reading = new Reading(kind, path);
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = asked.readLine(); line != null; line = asked.readLine()) {
      double[] numbers = reading.take(Measure.valueOf(line));
      System.out.println(
          Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" ")));
    }
  }

  private double[] take(Measure measure) throws Exception {
    long start = System.nanoTime();
    while (measure.isRepeated() && !warm.contains(measure)) {
      pass(measure);
      if (System.nanoTime() - start >= WARM_UP_NANOS) {
        warm.add(measure);
      }
    }
    return pass(measure);
  }

  private double[] pass(Measure measure) throws Exception {
    return switch (measure) {
      case CONTENT -> content();
      case MOUNT -> new double[] {kind.mounts() ? mountToFirstByte() : Double.NaN};
      case RETAINED -> new double[] {retained() / 1024};
      case WALK -> new double[] {walk()};
      case READ_BY_ONE -> readAll(1);
      case READ_BY_TWO -> Arrays.copyOf(readAll(2), 1);
      case RANDOM_BY_ONE -> randomReads(1);
      case RANDOM_BY_FOUR -> randomReads(4);
      case AFTERWARDS -> new double[] {residentMemory() / 1e6, retained() / 1e6};
    };
  }

  private void open() throws IOException {
    if (peer == null) {
      peer = kind.open(path);
    }
  }

  /** Returns what must be equal for all: the files, their bytes, and the sum of their checksums. */
  private double[] content() throws Exception {
    long bytes = 0;
    long sum = 0;
    try (Peer fresh = kind.open(path)) {
      List<Peer.Content> all = fresh.files();
      for (Peer.Content file : all) {
        byte[] content = file.read();
        CRC32 crc = new CRC32();
        crc.update(content);
        bytes += content.length;
        sum += crc.getValue();
      }
      return new double[] {all.size(), bytes, sum};
    } finally {
      Bench.heap(); // what the first look at the heap leaves on it counts for nobody
    }
  }

  /** Returns milliseconds; the path of the file is known, and looked up anew. */
  private double mountToFirstByte() throws Exception {
    String first;
    try (Peer fresh = kind.open(path)) {
      first = fresh.files().get(0).name();
    }
    double[] times = new double[MOUNTS];
    for (int i = 0; i < MOUNTS; i++) {
      times[i] =
          Bench.seconds(
              () -> {
                try (Peer fresh = kind.open(path)) {
                  fresh.file(first).touch();
                }
              });
    }
    return Bench.median(times) * 1e3;
  }

  /** Returns the bytes of heap that the peer holds: what there is less of after its close. */
  private double retained() throws Exception {
    open();
    files = null;
    middling = null;
    long with = Bench.heap();
    peer.close();
    peer = null;
    return with - Bench.heap();
  }

  private double walk() throws Exception {
    open();
    long entries = 0;
    long start = System.nanoTime();
    long elapsed;
    do {
      entries += peer.walk();
      elapsed = System.nanoTime() - start;
    } while (elapsed < WALK_NANOS);
    return entries * 1e6 / elapsed;
  }

  /** Returns the time that processors spent on this JVM, which other programs hardly change. */
  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /**
   * Returns the megabytes a second of some threads, which take the files in their order: by the
   * clock and by the time of processors.
   */
  private double[] readAll(int threads) throws Exception {
    if (files == null) {
      files = peer.files();
    }
    AtomicInteger next = new AtomicInteger();
    Callable<Long> reader =
        () -> {
          long bytes = 0;
          for (int i = next.getAndAdd(BATCH); i < files.size(); i = next.getAndAdd(BATCH)) {
            for (Peer.Content file : files.subList(i, Math.min(i + BATCH, files.size()))) {
              bytes += file.read().length;
            }
          }
          return bytes;
        };
    long start = System.nanoTime();
    long processor = processorNanos();
    long bytes = 0;
    for (long read : inThreads(threads, reader)) {
      bytes += read;
    }
    double elapsed = System.nanoTime() - start;
    double spent = processorNanos() - processor;
    return new double[] {bytes * 1e3 / elapsed, spent == 0 ? Double.NaN : bytes * 1e3 / spent};
  }

  private static <T> List<T> inThreads(int threads, Callable<T> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> done : executor.invokeAll(Collections.nCopies(threads, work))) {
        results.add(done.get());
      }
      return results;
    } finally {
      executor.shutdown();
    }
  }

  /** Returns the median and the 99th percentile, in microseconds. */
  private double[] randomReads(int threads) throws Exception {
    if (middling == null) {
      middling = middling(files);
    }
    double[] times =
        inThreads(threads, () -> randomReads(new Random(seed.getAndIncrement()))).stream()
            .flatMapToDouble(Arrays::stream)
            .sorted()
            .toArray();
    return new double[] {percentile(times, 0.50), percentile(times, 0.99)};
  }

  private static List<Peer.Content> middling(List<Peer.Content> files) throws IOException {
    List<Peer.Content> middling = new ArrayList<>();
    for (Peer.Content file : files) {
      long size = file.size();
      if (size >= SMALLEST_RANDOM && size <= LARGEST_RANDOM) {
        middling.add(file);
      }
    }
    return middling;
  }

  /** Returns the microseconds of reads of files taken at random. */
  private double[] randomReads(Random random) throws Exception {
    double[] times = new double[middling.isEmpty() ? 0 : RANDOM_READS];
    for (int i = 0; i < times.length; i++) {
      Peer.Content file = middling.get(random.nextInt(middling.size()));
      times[i] = Bench.seconds(file::read) * 1e6;
    }
    return times;
  }

  private static double percentile(double[] sorted, double part) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (sorted.length * part)];
  }

  /** Returns the bytes that the system says this process has in memory; NaN where it says none. */
  private static double residentMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    try (Stream<String> lines = Files.lines(status)) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024;
    }
  }
}
