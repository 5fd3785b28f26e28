import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A peer in a JVM of its own, with the collector that a program there gets. */
final class Child implements Contender {
  private final Peer.Kind kind;
  private final Process process;
  private final PrintWriter asking;
  private final BufferedReader answers;

  Child(Peer.Kind kind, Path path) throws IOException {
    this.kind = kind;
    List<String> command =
        Bench.java(Read.class.getName(), Read.CHILD, kind.name(), path.toString());
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    asking = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  @Override
  public String title() {
    return kind.title;
  }

  @Override
  public double[] take(Reading.Measure measure) throws IOException {
    asking.println(measure.name());
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("failed: " + kind.title);
    }
    return Arrays.stream(answer.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Override
  public void close() throws InterruptedException {
    asking.close();
    process.waitFor();
  }
}
