import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a command cost: seconds of wall clock and of processors, and bytes of memory at its peak. */
record Cost(double seconds, double processor, double peak) {
  /**
   * Runs a command to its end; what it prints is dropped. Needs GNU time.
   *
   * @param directory in which it runs
   * @param environment what is added to this program's environment
   * @throws IOException if it fails
   */
  static Cost of(Path directory, Map<String, String> environment, List<String> command)
      throws Exception {
    Path report = Files.createTempFile("docteur-bench", ".time");
    try {
      List<String> timed = new ArrayList<>();
      timed.addAll(List.of("/usr/bin/time", "-f", "%e %U %S %M", "-o", report.toString()));
      timed.addAll(command);
      ProcessBuilder builder =
          new ProcessBuilder(timed)
              .directory(directory.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(environment);
      if (builder.start().waitFor() != 0) {
        throw new IOException("failed: " + String.join(" ", command));
      }
      String[] words = Files.readString(report).trim().split(" ");
      return new Cost(
          Double.parseDouble(words[0]),
          Double.parseDouble(words[1]) + Double.parseDouble(words[2]),
          Double.parseDouble(words[3]) * 1024);
    } finally {
      Files.delete(report);
    }
  }

  Cost plus(Cost other) {
    return new Cost(
        seconds + other.seconds, processor + other.processor, Math.max(peak, other.peak));
  }
}
