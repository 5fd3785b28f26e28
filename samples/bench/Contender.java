import java.io.IOException;

/** One of those that are compared, which measures when its turn comes. */
interface Contender extends AutoCloseable {
  /** Returns what the table calls it. */
  String title();

  /** Makes one pass and returns its numbers; NaN is a number that there is not. */
  double[] take(Reading.Measure measure) throws Exception;

  /** Ends it. */
  @Override
  void close() throws IOException, InterruptedException;
}
