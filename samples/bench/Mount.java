import io.docteur.make.ImageMaker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a mount costs in time and heap against the number of files: with the layout that the image
 * carries, without one, and eagerly. The arguments are numbers of files, or images, which are taken
 * as they are.
 */
public final class Mount {
  private static final int FILES_OF_THE_TINY_IMAGE = 10;
  private static final int WARM_UP = 500;
  private static final int EAGER_WARM_UP = 100;
  private static final int MOUNTS = 9;
  private static final int COLLECTIONS = 5;
  private static final int GARBAGE = 64 << 10;

  private Mount() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("child")) {
      measure(Path.of(args[1]), Path.of(args[2]), args[3]);
      return;
    }
    List<String> wanted = args.length > 0 ? List.of(args) : List.of("1000", "100000", "1000000");
    Bench.head(
        "mount",
        "files",
        "image, MB",
        "first mount, ms",
        "mount, ms",
        "mount to first byte, ms",
        "heap retained, KiB");
    Bench.inTemporaryDirectory(
        directory -> {
          Images tiny = make(FILES_OF_THE_TINY_IMAGE, directory);
          List<Images> all = new ArrayList<>();
          for (String one : wanted) {
            boolean number = one.chars().allMatch(Character::isDigit);
            all.add(number ? make(Integer.parseInt(one), directory) : given(Path.of(one)));
          }
          for (Images images : all) {
            row("with the layout", images, images.layout, tiny.layout, "layout");
          }
          for (Images images : all) {
            if (images.plain != images.layout) {
              row("without", images, images.plain, tiny.plain, "layout");
            }
          }
          for (Images images : all) {
            row("eager (`mode=fast`)", images, images.plain, tiny.plain, "fast");
          }
        });
  }

  private static void row(String what, Images images, Path image, Path tiny, String mode)
      throws Exception {
    double[] found = Bench.child(Mount.class, "child", image.toString(), tiny.toString(), mode);
    List<Object> cells = new ArrayList<>();
    cells.add(what);
    cells.add(Bench.text("%,d", images.files));
    cells.add(Bench.number(Files.size(image) / 1e6));
    Arrays.stream(found).mapToObj(Bench::number).forEach(cells::add);
    Bench.row(cells.toArray());
  }

  /** The same files in an image that carries its layout and in one that does not, if there is. */
  private record Images(long files, Path layout, Path plain) {}

  private static Images given(Path image) throws IOException {
    try (FileSystem files = Bench.mount(image, Map.of());
        Stream<Path> walk = Files.walk(files.getPath("/"))) {
      return new Images(walk.filter(Files::isRegularFile).count(), image, image);
    }
  }

  private static Images make(int files, Path directory) throws Exception {
    Bench.progress("making images of %,d files", files);
    Path repository = directory.resolve(files + ".git");
    run("git", "init", "-q", "--bare", repository.toString());
    Process git =
        new ProcessBuilder("git", "fast-import", "--quiet")
            .directory(repository.toFile())
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    try (OutputStream out = git.getOutputStream();
        PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8)) {
      stream.print("commit HEAD\ncommitter A <a@example.org> 0 +0000\ndata 0\n");
      for (int i = 0; i < files; i++) {
        String content = "file " + i + "\n";
        stream.print("M 100644 inline " + name(i) + "\ndata " + content.length() + "\n" + content);
      }
    }
    if (git.waitFor() != 0) {
      throw new IOException("git fast-import failed");
    }
    Path layout = directory.resolve(files + ".img");
    Path plain = directory.resolve(files + "-plain.img");
    ImageMaker.from(repository).make(layout);
    ImageMaker.from(repository).layout(false).make(plain);
    return new Images(files, layout, plain);
  }

  /** Returns the name of a file, in directories of 100. */
  private static String name(int number) {
    return Bench.text("%02d/%02d/%02d", number / 10_000, number / 100 % 100, number % 100);
  }

  private static void run(String... command) throws Exception {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("failed: " + String.join(" ", command));
    }
  }

  /** Measures one image, and prints the numbers of its row. */
  private static void measure(Path image, Path tiny, String mode) throws Exception {
    Map<String, String> environment = Map.of("mode", mode);
    int warmUp = mode.equals("fast") ? EAGER_WARM_UP : WARM_UP;
    String file = firstFile(tiny);
    for (int i = 0; i < warmUp; i++) {
      mountAndRead(tiny, file, environment);
    }
    file = firstFile(image);
    double first = mountAndRead(image, file, environment)[0];
    for (int i = 0; i < warmUp / 10; i++) { // the tiny image has no deltas
      mountAndRead(image, file, environment);
    }
    touchHeap();
    double[] mounts = new double[MOUNTS];
    double[] bytes = new double[MOUNTS];
    for (int i = 0; i < MOUNTS; i++) {
      double[] times = mountAndRead(image, file, environment);
      mounts[i] = times[0];
      bytes[i] = times[1];
    }
    double[] retained = new double[MOUNTS];
    for (int i = 0; i < MOUNTS; i++) {
      retained[i] = retained(image, environment);
    }
    System.out.println(first);
    System.out.println(Bench.median(mounts));
    System.out.println(Bench.median(bytes));
    System.out.println(Bench.median(retained) / 1024);
  }

  /**
   * Makes garbage until it has been collected some times, as in a program that has run for a while:
   * where the system has yet to give each page of the heap, that is most of what a mount takes.
   */
  private static void touchHeap() {
    long wanted = collections() + COLLECTIONS;
    long sum = 0;
    while (collections() < wanted) {
      sum += new byte[GARBAGE].length;
    }
    Bench.progress("%,d bytes of garbage", sum);
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  /** Returns the bytes of heap that a mount holds: what there is less of after its close. */
  private static long retained(Path image, Map<String, ?> environment) throws Exception {
    long mounted;
    try (FileSystem files = Bench.mount(image, environment)) {
      mounted = Bench.heap();
      if (!files.isOpen()) {
        throw new IllegalStateException("a mount that nothing holds");
      }
    }
    return mounted - Bench.heap();
  }

  private static String firstFile(Path image) throws IOException {
    try (FileSystem files = Bench.mount(image, Map.of());
        Stream<Path> walk = Files.walk(files.getPath("/"))) {
      return walk.filter(Files::isRegularFile).findFirst().orElseThrow().toString();
    }
  }

  /** Returns the milliseconds until an image was mounted, and until the first byte of a file. */
  private static double[] mountAndRead(Path image, String file, Map<String, ?> environment)
      throws IOException {
    long start = System.nanoTime();
    try (FileSystem files = Bench.mount(image, environment)) {
      long mounted = System.nanoTime();
      try (InputStream in = Files.newInputStream(files.getPath(file))) {
        if (in.read() < 0) {
          throw new IOException("empty: " + file);
        }
      }
      return new double[] {(mounted - start) / 1e6, (System.nanoTime() - start) / 1e6};
    }
  }
}
