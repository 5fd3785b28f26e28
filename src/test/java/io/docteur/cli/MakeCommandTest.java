package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Children;
import io.docteur.testing.Git;
import io.docteur.testing.Root;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** The command {@code docteur make}: what it prints, its exit codes, and what it leaves behind. */
class MakeCommandTest {
  private static final String SUMMARY =
      ": commit [0-9a-f]{40}, 40 files of 400000 bytes in [0-9]+ bytes, ratio [01]\\.[0-9],"
          + " [0-9.]+ s";

  @TempDir Path temp;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private Path store;
  private Path image;

  @BeforeEach
  void makeStore() throws IOException {
    store = Files.createDirectory(temp.resolve("store"));
    image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      byte[] content = new byte[10_000];
      random.nextBytes(content);
      Files.write(store.resolve("f" + i), content);
    }
  }

  private int make(Object... arguments) {
    List<String> words = new ArrayList<>(List.of("make"));
    Stream.of(arguments).map(Object::toString).forEach(words::add);
    err.getBuffer().setLength(0);
    out.reset();
    return Main.run(out, new PrintWriter(err, true), words.toArray(new String[0]));
  }

  @Test
  void memoryThatDoesNotSufficeIsSaidInOneLineAndLeavesNothing() throws Exception {
    String larger = String.valueOf(16 << 20); // than the heap
    ChildJvm.Ended ended =
        ChildJvm.run(
            List.of("-Xmx16m"), Main.class.getName(), "make", "-q", "--bs", larger, store, image);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).startsWith("docteur make: out of memory (").hasLineCount(1);
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void theHelpsOwnLinesAreNotWrapped() {
    String[] lines = MakeCommand.class.getAnnotation(Command.class).footer();
    assertThat(lines).allMatch(line -> line.length() < 80);
  }

  @Test
  void theSummaryIsOneLine() {
    assertThat(make(store, image)).isZero();
    assertThat(err.toString().strip()).matches(image + SUMMARY);
    assertThat(out.size()).isZero();
  }

  @Test
  void quietPrintsNothingAndVerboseWhatWasDone() {
    assertThat(make("-q", store, image)).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(make("-v", store, image)).isZero();
    assertThat(err.toString().lines())
        .hasSizeGreaterThan(4)
        .anyMatch(line -> line.matches("docteur make: compressing [0-9]+, [0-9.]+ s"))
        .anyMatch(line -> line.matches(image + SUMMARY));
  }

  @Test
  void verboseShowsWhereAFailureCameFrom() {
    assertThat(make("-v", temp.resolve("none"), image)).isEqualTo(1);
    assertThat(err.toString()).contains("no such directory", "\tat io.docteur");
    assertThat(make(temp.resolve("none"), image)).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void verboseLetsNoControlCharacterThroughToTheTerminal() {
    assertThat(make("-v", temp.resolve("no\u001b[2Jne"), image)).isEqualTo(1);
    assertThat(err.toString()).contains("no?[2Jne", "\tat io.docteur").doesNotContain("\u001b");
  }

  @Test
  void numbersOutsideOfTheirRangesAreNotUnderstood() {
    for (String option :
        List.of("--window=1001", "--depth=4096", "--compression=10", "--depth=x")) {
      assertThat(make(option, store, image)).as(option).isEqualTo(2);
      assertThat(image.getParent()).isEmptyDirectory();
    }
    assertThat(make("--window=20", "--depth=5", "--compression=0", store, image)).isZero();
  }

  @Test
  void aDashWritesTheImageAloneToTheStandardOutput() throws IOException {
    String date = "--date=2020-10-10T08:00:00+00:00";
    assertThat(make("-v", date, store, "-")).isZero();
    byte[] printed = out.toByteArray();
    assertThat(err.toString().lines()).anyMatch(line -> line.matches("standard output" + SUMMARY));
    assertThat(make(date, store, image)).isZero();
    assertThat(printed).isEqualTo(Files.readAllBytes(image));
    assertThat(Path.of("-")).doesNotExist();
  }

  @Test
  void anImageIsNotPrintedOnATerminal() throws Exception {
    List<String> terminal = List.of("-Ddocteur.terminal.output=true");
    ChildJvm.Ended made = ChildJvm.run(terminal, Main.class.getName(), "make", store, "-");
    assertThat(made.code()).isEqualTo(2);
    assertThat(made.out()).isEmpty();
    assertThat(made.err())
        .startsWith(
            "docteur make: an image is nothing for a terminal: redirect the standard output");
    assertThat(ChildJvm.run(terminal, Main.class.getName(), "make", store, image).code()).isZero();
  }

  @Test
  void makingAnImageOfARepositoryLeavesNothingInItNorInTheHome() throws Exception {
    Path home = Files.createDirectory(temp.resolve("home"));
    Git.commitAll(Git.init(store));
    List<String> before = names(store);
    ChildJvm.Ended made =
        ChildJvm.run(List.of("-Duser.home=" + home), Main.class.getName(), "make", store, image);
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(names(home)).containsExactly(home.toString());
    assertThat(names(store)).isEqualTo(before);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void aPipeThatNobodyReadsLeavesNothingBehind() throws Exception {
    Path temporary = Files.createDirectory(temp.resolve("tmp"));
    Path errors = temp.resolve("errors");
    Process child = child(temporary, errors, store, "-").start();
    child.getInputStream().close();
    assertThat(child.waitFor()).isEqualTo(1);
    assertThat(errors).isEmptyFile();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void anInterruptLeavesNothingBehind() throws Exception {
    Path temporary = Files.createDirectory(temp.resolve("tmp"));
    Path errors = temp.resolve("errors");
    Process child = child(temporary, errors, "-q", store, "-").start();
    // Nobody reads on, so that the rest does not fit into the pipe: it is in the middle.
    assertThat(child.getInputStream().read()).isNotNegative();
    assertThat(temporary).isNotEmptyDirectory();
    Children.interrupt(child);
    assertThat(child.waitFor()).isEqualTo(130);
    assertThat(errors).isEmptyFile();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aFullDiskIsOneLineThatNamesItAndNothingIsLeftBehind() throws IOException {
    Path small = Files.createDirectory(temp.resolve("small"));
    int failures = 0;
    for (int size = 16; makeOn(small, size) != 0; size += 100) {
      failures++;
    }
    assertThat(failures).isGreaterThan(5);
  }

  /** Makes the image on a disk of a size, and returns the exit code. */
  private int makeOn(Path directory, int kibibytes) throws IOException {
    try (Root.Borrowed disk = Root.fileSystem(directory, kibibytes)) {
      int code = make(store, disk.path().resolve("disk.img"));
      if (code == 0) {
        Path made = disk.path().resolve("disk.img");
        // Below JDK 22 a mapping would keep the disk.
        try (FileSystem mounted = FileSystems.newFileSystem(made, Map.of("mapped", false))) {
          assertThat(mounted.getPath("/f7")).hasSameBinaryContentAs(store.resolve("f7"));
        }
        return code;
      }
      assertThat(code).isEqualTo(1);
      assertThat(err.toString().lines())
          .as("%d KiB", kibibytes)
          .hasSize(1)
          .allMatch(line -> line.contains(directory + ": cannot be written: No space left"));
      assertThat(directory).isEmptyDirectory();
      return code;
    }
  }

  /** Returns what starts the command in a virtual machine of its own. */
  private ProcessBuilder child(Path temporary, Path errors, Object... arguments)
      throws IOException {
    List<Object> words = new ArrayList<>(List.of("make"));
    words.addAll(List.of(arguments));
    List<String> options = List.of("-Djava.io.tmpdir=" + temporary);
    return Children.interruptible(options, Main.class, words.toArray())
        .redirectError(errors.toFile());
  }
}
