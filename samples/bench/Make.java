import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes an image of a directory, and a pack of the same tree by git with the same window and depth
 * of deltas. The argument is a directory. Needs git and GNU time.
 */
public final class Make {
  /** Takes precedence over the attributes that lie in the tree: nothing is converted. */
  private static final String NO_ATTRIBUTES =
      "* -text !eol !crlf !ident !filter !working-tree-encoding !delta\n";

  private final Path source;
  private final Path directory;
  private final Path repository;

  private Make(Path source, Path directory) {
    this.source = source;
    this.directory = directory;
    this.repository = directory.resolve("git");
  }

  public static void main(String[] args) throws Exception {
    Path source = Path.of(args[0]).toRealPath();
    Bench.inTemporaryDirectory(directory -> new Make(source, directory).compare());
  }

  private void compare() throws Exception {
    Bench.progress("reading %s once, so that it is in memory for both", source);
    readAll();
    Bench.progress("docteur.make");
    Path image = directory.resolve("make.img");
    Cost ours = measure(command(source, image));
    Bench.progress("git add and git repack");
    String commit = "git commit-tree -m git $(git write-tree)";
    Cost add =
        git("init", "-q", repository.toString()).plus(attributes()).plus(git("add", "-Af", "."));
    measure(List.of("sh", "-c", "git update-ref HEAD $(" + commit + ")"));
    Cost repack = git("repack", "-adfq", "--window=10", "--depth=10");
    Cost theirs = add.plus(repack);

    Path extracted = directory.resolve("extracted");
    ExtractedPack.into(extracted, image);
    checkFiles(extracted);
    long ourPack = packLength(extracted.resolve("objects/pack"));
    long theirPack = packLength(repository.resolve(".git/objects/pack"));
    Bench.head("", "docteur.make", "git add, repack", "ratio");
    row("wall time, s", ours.seconds(), theirs.seconds());
    row("processor time, s", ours.processor(), theirs.processor());
    row("pack, MB", ourPack / 1e6, theirPack / 1e6);
    row("peak memory, MB", ours.peak() / 1e6, theirs.peak() / 1e6);
    System.out.println();
    System.out.println("Both have the same files.");
    System.out.println("git repack alone took " + Bench.number(repack.seconds()) + " s.");
  }

  /** Returns the command as users start it, with its options for the virtual machine. */
  static List<String> command(Object source, Path image, String... options) {
    Path library = Path.of(System.getProperty("java.class.path").split(File.pathSeparator)[1]);
    List<String> command = new ArrayList<>();
    command.add(library.resolveSibling("bin").resolve("docteur.make").toString());
    command.addAll(List.of(options));
    command.addAll(List.of(source.toString(), image.toString()));
    return command;
  }

  private static void row(String what, double ours, double theirs) {
    Bench.row(what, Bench.number(ours), Bench.number(theirs), Bench.text("%.3f", ours / theirs));
  }

  private void readAll() throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(source)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Files.copy(file, OutputStream.nullOutputStream());
    }
  }

  private Cost attributes() throws IOException {
    Files.writeString(repository.resolve(".git/info/attributes"), NO_ATTRIBUTES);
    return new Cost(0, 0, 0);
  }

  private Cost git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("git", "-c", "core.autocrlf=false", "-c", "core.safecrlf=false"));
    command.addAll(List.of("-c", "core.attributesFile=/dev/null"));
    command.addAll(List.of(arguments));
    return measure(command);
  }

  private Cost measure(List<String> command) throws Exception {
    return Cost.of(source, environment(), command);
  }

  private Map<String, String> environment() {
    return Map.ofEntries(
        Map.entry("GIT_DIR", repository.resolve(".git").toString()),
        Map.entry("GIT_WORK_TREE", source.toString()),
        Map.entry("GIT_CONFIG_GLOBAL", "/dev/null"),
        Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
        Map.entry("GIT_ATTR_NOSYSTEM", "1"),
        Map.entry("GIT_AUTHOR_NAME", "A"),
        Map.entry("GIT_AUTHOR_EMAIL", "a@example.org"),
        Map.entry("GIT_COMMITTER_NAME", "A"),
        Map.entry("GIT_COMMITTER_EMAIL", "a@example.org"));
  }

  /** Demands that git's pack has the files of ours, which has empty directories beside. */
  private void checkFiles(Path ours) throws Exception {
    String list = " ls-tree -r HEAD | git hash-object --stdin";
    String same = "test \"$(git" + list + ")\" = \"$(git --git-dir=" + ours + list + ")\"";
    measure(List.of("sh", "-c", same));
  }

  private static long packLength(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Path pack = files.filter(file -> file.toString().endsWith(".pack")).findFirst().get();
      return Files.size(pack);
    }
  }
}
