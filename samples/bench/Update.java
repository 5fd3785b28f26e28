import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;

/**
 * Makes an image, then the next version of it by {@code --update}. The argument is a directory, of
 * which a copy with hard links is changed: one file of a hundred gets a line more. Or the arguments
 * are a repository and two of its commits. Needs GNU time.
 */
public final class Update {
  private static final int ONE_OF = 100;
  private static final String[] NO_REF = {};

  private Update() {}

  public static void main(String[] args) throws Exception {
    Path source = Path.of(args[0]).toRealPath();
    Bench.inTemporaryDirectory(
        directory -> {
          Path next = directory.resolve("next");
          if (args.length == 1) {
            Bench.progress("a copy in which one file of %d is changed", ONE_OF);
            copy(source, next);
          }
          Path former = directory.resolve("former.img");
          Path image = directory.resolve("next.img");
          boolean commits = args.length == 3;
          Bench.progress("docteur.make");
          Cost all = make(source, former, commits ? new String[] {"-b", args[1]} : NO_REF);
          Bench.progress("docteur.make --update");
          String[] what =
              commits
                  ? new String[] {"-b", args[2], "--update", former.toString()}
                  : new String[] {"--update", former.toString()};
          Cost update = make(commits ? source : next, image, what);
          print(source, all, update, Files.size(former), Files.size(image));
        });
  }

  private static void print(Path source, Cost all, Cost update, long former, long next) {
    Bench.head(
        "",
        "update, s",
        "all, s",
        "ratio",
        "update, s of the clock",
        "all, s of the clock",
        "update, MB",
        "all, MB",
        "ratio");
    Bench.row(
        "`" + source.getFileName() + "`",
        Bench.number(update.processor()),
        Bench.number(all.processor()),
        Bench.text("%.3f", update.processor() / all.processor()),
        Bench.number(update.seconds()),
        Bench.number(all.seconds()),
        Bench.text("%.1f", next / 1e6),
        Bench.text("%.1f", former / 1e6),
        Bench.text("%.3f", (double) next / former));
  }

  private static Cost make(Path source, Path image, String... options) throws Exception {
    List<String> command = Make.command(source, image, options);
    return Cost.of(source, Map.of(), command);
  }

  private static void copy(Path source, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          private long files;

          @Override
          public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectory(target.resolve(source.relativize(from)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path from, BasicFileAttributes attributes)
              throws IOException {
            Path to = target.resolve(source.relativize(from));
            if (attributes.isRegularFile() && ++files % ONE_OF == 0) {
              Files.copy(from, to);
              Files.writeString(to, "one line more\n", StandardOpenOption.APPEND);
            } else {
              Files.createLink(to, from);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
