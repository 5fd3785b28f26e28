import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What the measurements share. */
final class Bench {
  /** A measurement; it may use a directory that is removed afterwards. */
  interface Work {
    void run(Path directory) throws Exception;
  }

  /** Something whose time is taken. */
  interface Action {
    void run() throws Exception;
  }

  private Bench() {}

  static void inTemporaryDirectory(Work work) throws Exception {
    Path directory = Files.createTempDirectory("docteur-bench");
    try {
      work.run(directory);
    } finally {
      List<Path> paths;
      try (Stream<Path> walk = Files.walk(directory)) {
        paths = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : paths) {
        Files.delete(path);
      }
    }
  }

  static FileSystem mount(Path image, Map<String, ?> environment) throws IOException {
    URI uri = URI.create("docteur:" + image.toAbsolutePath().toUri().getRawPath());
    return FileSystems.newFileSystem(uri, environment);
  }

  /** Runs a program in a fresh JVM and returns the numbers that it prints, one a line. */
  static double[] child(Class<?> program, String... arguments) throws Exception {
    List<String> command = java("-XX:+UseSerialGC", program.getName());
    command.addAll(List.of(arguments));
    return output(command).stream().mapToDouble(Double::parseDouble).toArray();
  }

  /** Returns what {@code docteur info} tells of an image. */
  static Map<String, String> info(Path image) throws Exception {
    Map<String, String> lines = new HashMap<>();
    for (String line : output(java("io.docteur.cli.Main", "info", image.toString()))) {
      String[] words = line.split("\t: ", 2);
      lines.put(words[0], words[1]);
    }
    return lines;
  }

  /** Returns a command that starts this JVM's program again. */
  static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> output(List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    List<String> lines;
    try (BufferedReader reader = process.inputReader()) {
      lines = reader.lines().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (process.waitFor() != 0) {
      throw new IOException("failed: " + command);
    }
    return lines;
  }

  static double seconds(Action action) throws Exception {
    long start = System.nanoTime();
    action.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Returns the bytes of heap that are in use after a collection. */
  static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(10); // lets cleaners and finished threads go
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Says what is being done, where it does not get into the tables. */
  static void progress(String format, Object... values) {
    System.err.println(text(format, values));
  }

  /** Prints the head of a table; the first column holds words, the others numbers. */
  static void head(String... columns) {
    row((Object[]) columns);
    System.out.println("| --- |" + " ---: |".repeat(columns.length - 1));
  }

  static void row(Object... cells) {
    StringBuilder line = new StringBuilder("|");
    for (Object cell : cells) {
      line.append(' ').append(cell).append(" |");
    }
    System.out.println(line);
  }

  /** Returns a number with as many decimals as its size asks for, or a dash for NaN. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return text("%,." + decimals + "f", value);
  }

  /** Formats with the same digits in any locale. */
  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
