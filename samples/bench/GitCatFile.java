import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** C git on a bare repository, which reads each distinct blob once, in the order of the pack. */
final class GitCatFile implements Contender {
  private static final String BLOBS =
      "git cat-file --batch-all-objects --unordered --batch-check='%(objecttype) %(objectname)"
          + " %(objectsize)' | grep ^blob > blobs; cut -d' ' -f2 blobs > ids";

  private final Path repository;
  private final String title;
  private final double megabytes;

  /**
   * @param title what the table calls it
   */
  GitCatFile(Path repository, String title) throws Exception {
    this.repository = repository;
    this.title = title;
    Cost.of(repository, Map.of(), List.of("sh", "-c", BLOBS));
    try (Stream<String> lines = Files.lines(repository.resolve("blobs"))) {
      megabytes = lines.mapToLong(line -> Long.parseLong(line.split(" ")[2])).sum() / 1e6;
    }
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public double[] take(Reading.Measure measure) throws Exception {
    if (measure != Reading.Measure.READ_BY_ONE) {
      double[] none = new double[measure.titles.size()];
      Arrays.fill(none, Double.NaN);
      return none;
    }
    List<String> command = List.of("sh", "-c", "git cat-file --batch --buffer < ids");
    Cost cost = Cost.of(repository, Map.of(), command);
    return new double[] {megabytes / cost.seconds(), megabytes / cost.processor()};
  }

  @Override
  public void close() throws IOException {
    Files.delete(repository.resolve("blobs"));
    Files.delete(repository.resolve("ids"));
  }
}
