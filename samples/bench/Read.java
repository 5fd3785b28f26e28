import io.docteur.make.ImageMaker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Reads the same files in every way that a program on the JVM has: from a plain directory, from a
 * zip of it through the JDK's zipfs, from jimfs filled with it, from a pack through JGit, and from
 * an image with that pack, each in a fresh JVM; and through git itself, from that pack and from one
 * that git made of the same objects. They take turns, pass by pass, so that a machine which is fast
 * in one minute and slow in the next is so for all, and what counts is each one's best pass: other
 * work on the machine only ever makes one slower. Only jimfs, which holds everything in memory,
 * comes by itself.
 *
 * <p>The arguments are the directory and, if the table is wanted as files, the start of their names,
 * then the {@link Peer.Kind}s where not all are wanted. Symbolic links are passed over: a zip of the
 * JDK has none.
 */
public final class Read {
  /** The first argument of the program in a {@link Child}. */
  static final String CHILD = "child";

  private static final int PASSES = 5;

  private final Path source;
  private final Path zip;
  private final Path image;
  private final Path trees;
  private final Path repository;
  private final Path repacked;

  /** The number of files, their bytes and their checksums, as the first to read found them. */
  private double[] content;

  private Read(Path source, Path directory) {
    this.source = source;
    this.zip = directory.resolve("read.zip");
    this.image = directory.resolve("read.img");
    this.trees = directory.resolve("trees.img");
    this.repository = directory.resolve("read.git");
    this.repacked = directory.resolve("repacked.git");
  }

  public static void main(String[] args) throws Exception {
    if (args.length == 3 && args[0].equals(CHILD)) {
      Reading.answer(Peer.Kind.valueOf(args[1]), Path.of(args[2]));
      return;
    }
    Path source = Path.of(args[0]).toRealPath();
    Path results = args.length > 1 ? Path.of(args[1]) : null;
    List<Peer.Kind> kinds =
        Arrays.stream(args).skip(2).map(Peer.Kind::valueOf).collect(Collectors.toList());
    if (kinds.isEmpty()) {
      kinds.addAll(List.of(Peer.Kind.values()));
    }
    kinds.removeIf(kind -> !kind.isThere());
    Bench.inTemporaryDirectory(directory -> new Read(source, directory).compare(kinds, results));
  }

  private void compare(List<Peer.Kind> kinds, Path results) throws Exception {
    Bench.progress("making a zip and images of %s", source);
    zip();
    ImageMaker.from(source).make(image);
    ImageMaker.from(source).layout(false).make(trees);
    ExtractedPack.into(repository, trees);
    if (kinds.contains(Peer.Kind.JGIT)) {
      repack();
    }

    Table table =
        new Table(
            Arrays.stream(Reading.Measure.values())
                .flatMap(measure -> measure.titles.stream())
                .toArray(String[]::new));
    List<Contender> contenders = new ArrayList<>();
    try {
      for (Peer.Kind kind : kinds) {
        if (kind.mounts()) {
          contenders.add(new Child(kind, path(kind)));
        }
        if (kind == Peer.Kind.JGIT) {
          contenders.add(new GitCatFile(repository, "git cat-file, the same pack"));
          contenders.add(new GitCatFile(repacked, "git cat-file, its own pack"));
        }
      }
      inTurns(contenders, table);
    } finally {
      for (Contender contender : contenders) {
        contender.close();
      }
    }
    if (kinds.contains(Peer.Kind.JIMFS)) {
      try (Contender jimfs = new Child(Peer.Kind.JIMFS, source)) {
        inTurns(List.of(jimfs), table);
      }
    }
    table.caption(
        Bench.text(
            "%s: %,.0f files, %,.0f MB. Zip %,.0f MB, image %,.0f MB. JDK %s, %d processors.",
            source.getFileName(),
            content[0],
            content[1] / 1e6,
            Files.size(zip) / 1e6,
            Files.size(image) / 1e6,
            System.getProperty("java.version"),
            Runtime.getRuntime().availableProcessors()));
    table.print();
    if (results != null) {
      table.write(results);
    }
  }

  /** Adds a row for each contender: the best of what it measured in its turns. */
  private void inTurns(List<Contender> contenders, Table table) throws Exception {
    List<List<Double>> rows = new ArrayList<>();
    contenders.forEach(contender -> rows.add(new ArrayList<>()));
    for (Reading.Measure measure : Reading.Measure.values()) {
      int passes = measure.isRepeated() ? PASSES : 1;
      double[][][] numbers = new double[contenders.size()][passes][];
      for (int pass = 0; pass < passes; pass++) {
        for (int i = 0; i < contenders.size(); i++) {
          Contender contender = contenders.get(i);
          numbers[i][pass] = contender.take(measure);
          Bench.progress(
              "%s, pass %d, %s: %s",
              measure,
              pass + 1,
              contender.title(),
              Arrays.stream(numbers[i][pass]).mapToObj(Bench::number).toList());
        }
      }
      for (int i = 0; i < contenders.size(); i++) {
        if (measure == Reading.Measure.CONTENT) {
          compareContent(contenders.get(i), numbers[i][0]);
        } else {
          rows.get(i).addAll(best(measure, numbers[i]));
        }
      }
    }
    for (int i = 0; i < contenders.size(); i++) {
      double[] row = rows.get(i).stream().mapToDouble(Double::doubleValue).toArray();
      table.row(contenders.get(i).title(), row);
    }
  }

  /** Demands that all read the same; git, which reads no paths, tells of nothing. */
  private void compareContent(Contender contender, double[] found) throws IOException {
    if (content == null) {
      content = found;
    }
    if (found.length > 0 && !Arrays.equals(content, found)) {
      throw new IOException("not the same files: " + contender.title());
    }
  }

  private static List<Double> best(Reading.Measure measure, double[][] passes) {
    List<Double> best = new ArrayList<>();
    for (int i = 0; i < measure.titles.size(); i++) {
      int number = i;
      DoubleStream numbers = Arrays.stream(passes).mapToDouble(pass -> pass[number]);
      best.add((measure.isRate() ? numbers.max() : numbers.min()).getAsDouble());
    }
    return best;
  }

  /** Makes the pack that git makes of the same objects, by its defaults. */
  private void repack() throws Exception {
    Bench.progress("git repack");
    ExtractedPack.into(repacked, trees);
    Cost.of(repacked, Map.of("GIT_CONFIG_GLOBAL", "/dev/null"), List.of("git", "repack", "-adfq"));
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
}
