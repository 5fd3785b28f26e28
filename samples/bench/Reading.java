import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Measures one way to read; the numbers go to the standard output, one a line. */
final class Reading {
  private static final int PASSES = 3;

  /** Walks take hundredths of a second: as many as this are needed until all is compiled. */
  private static final long WARM_UP_NANOS = 2_000_000_000;

  private static final int MOUNTS = 51;
  private static final int BATCH = 32;
  private static final int RANDOM_READS = 20_000;
  private static final int SMALLEST_RANDOM = 4 << 10;
  private static final int LARGEST_RANDOM = 64 << 10;

  private final Peer.Kind kind;
  private final Path path;
  private double resident;

  private Reading(Peer.Kind kind, Path path) {
    this.kind = kind;
    this.path = path;
  }

  static void measure(Peer.Kind kind, Path path) throws Exception {
    new Reading(kind, path).measure();
  }

  private void measure() throws Exception {
    try (Peer peer = kind.open(path)) {
      printContent(peer.files());
    }
    Bench.heap(); // what the first look at the heap leaves on it counts for nobody
    System.out.println(kind.mounts() ? mountToFirstByte() : Double.NaN);
    System.out.println(retained(peer -> {}) / 1024);
    System.out.println(
        retained(
                peer -> {
                  speeds(peer);
                  resident = residentMemory();
                })
            / 1e6);
    System.out.println(resident / 1e6);
  }

  /** What is done with a peer before its heap is looked at. */
  private interface Use {
    void of(Peer peer) throws Exception;
  }

  /** Returns the bytes of heap that a peer holds after its use: what there is less of without it. */
  private double retained(Use use) throws Exception {
    Peer peer = kind.open(path);
    use.of(peer);
    long with = Bench.heap();
    peer.close();
    peer = null;
    return with - Bench.heap();
  }

  private static void speeds(Peer peer) throws Exception {
    System.out.println(median(() -> walk(peer)));
    List<Peer.Content> files = peer.files();
    System.out.println(median(() -> readAll(files, 1, System::nanoTime)));
    System.out.println(median(() -> readAll(files, 1, Reading::processorNanos)));
    System.out.println(median(() -> readAll(files, 2, System::nanoTime)));
    List<Peer.Content> middling = middling(files);
    printRandomReads(middling, 1);
    printRandomReads(middling, 4);
  }

  /** Prints what must be equal for all: the files, their bytes, and the sum of their checksums. */
  private static void printContent(List<Peer.Content> files) throws IOException {
    long bytes = 0;
    long sum = 0;
    for (Peer.Content file : files) {
      byte[] content = file.read();
      CRC32 crc = new CRC32();
      crc.update(content);
      bytes += content.length;
      sum += crc.getValue();
    }
    System.out.println(files.size());
    System.out.println(bytes);
    System.out.println(sum);
  }

  /** Returns milliseconds; the path of the file is known, and looked up anew. */
  private double mountToFirstByte() throws Exception {
    String first;
    try (Peer peer = kind.open(path)) {
      first = peer.files().get(0).name();
    }
    double[] times = new double[MOUNTS];
    for (int i = 0; i < MOUNTS; i++) {
      times[i] =
          Bench.seconds(
              () -> {
                try (Peer peer = kind.open(path)) {
                  peer.file(first).touch();
                }
              });
    }
    return Bench.median(times) * 1e3;
  }

  private static double median(Callable<Double> rate) throws Exception {
    long start = System.nanoTime();
    do {
      rate.call();
    } while (System.nanoTime() - start < WARM_UP_NANOS);
    double[] rates = new double[PASSES];
    for (int i = 0; i < PASSES; i++) {
      rates[i] = rate.call();
    }
    return Bench.median(rates);
  }

  private static double walk(Peer peer) throws Exception {
    long[] entries = new long[1];
    double seconds = Bench.seconds(() -> entries[0] = peer.walk());
    return entries[0] / seconds / 1e3;
  }

  /** Returns the time that processors spent on this JVM, which other programs hardly change. */
  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Returns the megabytes a second of some threads, which take the files in their order. */
  private static double readAll(List<Peer.Content> files, int threads, LongSupplier clock)
      throws Exception {
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
    long start = clock.getAsLong();
    long bytes = 0;
    for (long read : inThreads(threads, reader)) {
      bytes += read;
    }
    return bytes * 1e3 / (clock.getAsLong() - start);
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

  private static void printRandomReads(List<Peer.Content> files, int threads) throws Exception {
    double[][] passes = new double[PASSES][];
    for (int pass = 0; pass < PASSES; pass++) {
      AtomicInteger seed = new AtomicInteger(pass * threads);
      passes[pass] =
          inThreads(threads, () -> randomReads(files, new Random(seed.getAndIncrement())))
              .stream()
              .flatMapToDouble(Arrays::stream)
              .sorted()
              .toArray();
    }
    System.out.println(percentile(passes, 0.50));
    System.out.println(percentile(passes, 0.99));
  }

  /** Returns the microseconds of reads of files taken at random. */
  private static double[] randomReads(List<Peer.Content> files, Random random) throws Exception {
    double[] times = new double[files.isEmpty() ? 0 : RANDOM_READS];
    for (int i = 0; i < times.length; i++) {
      Peer.Content file = files.get(random.nextInt(files.size()));
      times[i] = Bench.seconds(file::read) * 1e6;
    }
    return times;
  }

  private static double percentile(double[][] passes, double part) {
    return Bench.median(
        Arrays.stream(passes)
            .mapToDouble(pass -> pass.length == 0 ? Double.NaN : pass[(int) (pass.length * part)])
            .toArray());
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
