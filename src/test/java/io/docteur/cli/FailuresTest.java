package io.docteur.cli;

import static io.docteur.cli.CommandLines.docteur;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong is told in one line, and leaves nothing behind. */
class FailuresTest {
  @TempDir Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    Files.writeString(site.resolve("f"), "text");
    docteur("make", "-q", site, directory.resolve("site.img")).isFine();
    Git.commitAll(Git.init(directory.resolve("repository")));
    Files.createFile(directory.resolve("empty"));
    Files.writeString(directory.resolve("text"), "text");
  }

  /** Each {@code @/} is in the directory. */
  @ParameterizedTest
  @CsvSource({
    "make -q @/site @/none/x.img, @/none: no such directory",
    "make -q @/none @/x.img, @/none: no such directory",
    "make -q @/text @/x.img, @/text: not a directory or a git bundle",
    "make -q @/site @/site, '@/site: it is a directory, and an image goes to a file or a block device'",
    "make -q -b none @/repository @/x.img, '@/repository: no such branch, tag or commit: none'",
    "make -q -b x @/site @/x.img, '@/site: not a repository, so it has no commit x'",
    "cat @/site.img /none, /none: no such file or directory",
    "make -q @/site @/new/, @/new: no such directory",
    "make -q @site @/x.img, @site: no such directory",
    "cat @/site.img /, /: is a directory",
    "ls @/site.img /none, /none: no such file or directory",
    "ls @/none, @/none: no such file or directory",
    "ls @/text, @/text: not a docteur image",
    "ls @/site, @/site: is a directory",
    "tree @/site.img /f, /f: not a directory",
    "extract @/site.img @/site, @/site: not empty",
    "verify @/site, @/site: is a directory",
    "verify @/none, @/none: no such file or directory",
    "info @/text, @/text: not a docteur image",
    "info @/empty, @/empty: not a docteur image",
    "info @/site, @/site: is a directory",
    "info @/none, @/none: no such file or directory"
  })
  void aFailureIsOneLineAndExitCode1(String command, String message) throws IOException {
    String[] before = names();
    Jars.Ended ended = docteur((Object[]) command.replace("@/", directory + "/").split(" "));
    String name = command.substring(0, command.indexOf(' '));
    assertThat(ended.err())
        .isEqualTo("docteur " + name + ": " + message.replace("@/", directory + "/") + "\n");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void aNameWithControlCharactersIsToldInOneLineThatFoolsNoTerminal() {
    Jars.Ended ended = docteur("cat", directory.resolve("site.img"), "/a\nb\33[2J");
    assertThat(ended.err()).isEqualTo("docteur cat: /a?b?[2J: no such file or directory\n");
    assertThat(ended.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "make -d never site x.img, 'as 2020-10-10T08:00:00+00:00, not never'",
    "make -d 2020-10-10 site x.img, 'as 2020-10-10T08:00:00+00:00, not 2020-10-10'",
    "make -d 1969-12-31T23:59:59Z site x.img, the date must not be before 1970",
    "make --bs 2147483136 site x.img, multiple of 512 to 16777216",
    "make --sesame x y, Unknown option: '--sesame'",
    "make file://host/site x.img, file://host/site: URI has an authority",
    "verify a b c, more arguments than it takes: b c",
    "unknown, no such command: unknown"
  })
  void whatIsNotUnderstoodIsSaidInOurWords(String command, String words) {
    Jars.Ended ended = docteur((Object[]) command.split(" "));
    assertThat(ended.err()).contains(words).doesNotContain("java.", "index");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void anEmptyNameIsNotTheWorkingDirectory() {
    Path site = directory.resolve("site");
    Path image = directory.resolve("x.img");
    isNotUnderstood("make", "", image);
    isNotUnderstood("make", site, "");
    isNotUnderstood("make", "--update=", site, image);
    isNotUnderstood("info", "");
    isNotUnderstood("ls", "");
    isNotUnderstood("verify", "");
    isNotUnderstood("extract", directory.resolve("site.img"), "");
    assertThat(image).doesNotExist();
  }

  private static void isNotUnderstood(Object... command) {
    Jars.Ended ended = docteur(command);
    assertThat(ended.err().lines()).hasSize(2).last().asString().startsWith("Try: docteur");
    assertThat(ended.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "ls --help", "ls @/site.img"})
  void whatCannotBePrintedIsAFailure(String command) throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "no /dev/full");
    Path errors = directory.resolve("errors");
    Process process =
        child(command).redirectOutput(full.toFile()).redirectError(errors.toFile()).start();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(errors).content().matches("docteur( ls)?: No space left on device\n");
  }

  @Test
  void whatWasPrintedBeforeAFailureIsNotLost() throws Exception {
    Path repository = Git.init(Files.createDirectory(directory.resolve("missing-a-tree")));
    for (String name : new String[] {"a", "z"}) {
      Files.writeString(Files.createDirectory(repository.resolve(name)).resolve("f"), name);
    }
    String commit = Git.commitAll(repository);
    String there = Git.line(repository, "rev-parse", "HEAD:", "HEAD:a", "HEAD:a/f");
    Path base = directory.resolve("p");
    byte[] objects = (commit + "\n" + there + "\n").getBytes(StandardCharsets.UTF_8);
    String pack = base + "-" + line(Git.run(repository, objects, "pack-objects", "-q", "" + base));
    Path image = directory.resolve("without-z.img");
    TestImages.lay(Path.of(pack + ".pack"), Path.of(pack + ".idx"), commit, image);
    Path printed = directory.resolve("printed");
    Process process = child("tree @/without-z.img").redirectOutput(printed.toFile()).start();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(printed).content().contains("a", "f", "z");
  }

  private static String line(byte[] output) {
    return new String(output, StandardCharsets.UTF_8).strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cat @/large.img /f", "make -q --compression=0 @/large -"})
  void aPipeThatNobodyReadsIsNotSpokenOf(String command) throws Exception {
    Path large = Files.createDirectory(directory.resolve("large"));
    Files.write(large.resolve("f"), new byte[1 << 20]);
    docteur("make", "-q", "--compression=0", large, directory.resolve("large.img")).isFine();
    Path errors = directory.resolve("errors");
    Process process = child(command).redirectError(errors.toFile()).start();
    process.getInputStream().close();
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(errors).isEmptyFile();
  }

  /** Returns what starts a command, in which each {@code @/} is in the directory. */
  private ProcessBuilder child(String command) {
    Object[] words = command.replace("@/", directory + "/").split(" ");
    ProcessBuilder builder =
        new ProcessBuilder(ChildJvm.command(List.of(), Main.class.getName(), words));
    ChildJvm.setLocale(builder, "C.UTF-8");
    return builder;
  }

  @ParameterizedTest
  @CsvSource({
    "make",
    "make onlySource",
    "make --bs 100 site x.img",
    "make --threads 0 site x.img",
    "make -d never site x.img",
    "make nothing://x x.img",
    "verify",
    "verify --threads 0 x.img",
    "unknown",
    "cat x.img",
    "info --sesame x.img"
  })
  void aCommandThatIsNotUnderstoodIsALineAHintAndExitCode2(String command) {
    Jars.Ended ended = docteur((Object[]) command.split(" "));
    assertThat(ended.err().lines()).hasSize(2);
    assertThat(ended.err().lines().toList().get(1)).startsWith("Try: docteur");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void aReaderGoesOnWhenItsImageIsMadeAnew() throws IOException {
    Path image = directory.resolve("site.img");
    for (boolean mapped : new boolean[] {true, false}) {
      Files.writeString(directory.resolve("site/f"), "text");
      docteur("make", "-q", directory.resolve("site"), image).isFine();
      try (FileSystem mount = FileSystems.newFileSystem(image, Map.of("mapped", mapped))) {
        Files.writeString(directory.resolve("site/f"), "other");
        docteur("make", "-q", directory.resolve("site"), image).isFine();
        assertThat(mount.getPath("/f")).hasContent("text");
        assertThat(docteur("cat", image, "/f").isFine().out()).isEqualTo("other");
      }
    }
  }

  @Test
  void whatIsNoImageIsOneThingWrongToVerify() {
    for (String name : new String[] {"text", "empty"}) {
      Jars.Ended ended = docteur("verify", directory.resolve(name));
      assertThat(ended.out())
          .isEqualTo(
              directory.resolve(name) + ": byte 28: not a docteur image: no pack of version 2\n");
      assertThat(ended.err()).isEmpty();
      assertThat(ended.code()).isEqualTo(1);
    }
  }

  /** Fails while the machine is being stopped. */
  static final class Late {
    private Late() {}

    /**
     * The program.
     *
     * @param arguments the command
     */
    public static void main(String[] arguments) {
      Thread hook =
          new Thread(
              () -> {
                PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
                System.out.print(Main.run(OutputStream.nullOutputStream(), err, arguments));
              });
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  @Test
  void whatIsBeingStoppedTellsNothingMore() throws Exception {
    ChildJvm.Ended ended =
        ChildJvm.run(List.of(), Late.class.getName(), "ls", directory.resolve("none"));
    assertThat(ended).isEqualTo(new ChildJvm.Ended(0, "1", ""));
  }

  @Test
  void aFileOfAnImageIsListed() {
    assertThat(docteur("ls", directory.resolve("site.img"), "/f").isFine().out()).isEqualTo("/f\n");
  }

  @Test
  void aLinkThatLeadsNowhereIsListedAsItself() throws IOException {
    Path site = Files.createDirectory(directory.resolve("links"));
    Files.createSymbolicLink(site.resolve("dangling"), Path.of("none"));
    Files.createSymbolicLink(site.resolve("loop"), Path.of("loop"));
    Path image = directory.resolve("links.img");
    docteur("make", "-q", site, image).isFine();
    assertThat(docteur("ls", image, "loop").isFine().out()).isEqualTo("loop\n");
    assertThat(docteur("ls", "-l", image, "dangling").isFine().out())
        .startsWith("120000 ")
        .endsWith("4  dangling -> none\n");
  }

  private String[] names() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      String[] names = files.map(Path::toString).toArray(String[]::new);
      Arrays.sort(names);
      return names;
    }
  }
}
