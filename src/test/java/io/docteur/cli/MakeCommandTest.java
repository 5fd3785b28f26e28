package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Root;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void numbersOutsideOfTheirRangesAreNotUnderstood() {
    for (String option : List.of("--window=0", "--depth=4096", "--compression=10", "--depth=x")) {
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
  void aPipeThatNobodyReadsIsOneLine() throws Exception {
    Path temporary = Files.createDirectory(temp.resolve("tmp"));
    Child child = Child.start(temp, List.of(), "-Djava.io.tmpdir=" + temporary, store, "-");
    child.process().getInputStream().close();
    assertThat(child.process().waitFor()).isEqualTo(1);
    assertThat(child.err().lines()).hasSize(1).allMatch(line -> line.contains("pipe"));
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void anInterruptLeavesNothingBehind() throws Exception {
    Path temporary = Files.createDirectory(temp.resolve("tmp"));
    Child child =
        Child.start(temp, Child.interruptible(), "-Djava.io.tmpdir=" + temporary, store, "-");
    // Nobody reads on, so that the rest does not fit into the pipe: it is in the middle.
    assertThat(child.process().getInputStream().read()).isNotNegative();
    assertThat(temporary).isNotEmptyDirectory();
    child.interrupt();
    assertThat(child.process().waitFor()).isEqualTo(130);
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

  /** The command in a virtual machine of its own. */
  private record Child(Process process, Path errors) {

    static Child start(Path directory, List<String> before, String option, Object... arguments)
        throws IOException {
      List<String> command = new ArrayList<>(before);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Duser.language=en", option, "-cp", classPath()));
      command.addAll(List.of(Main.class.getName(), "make"));
      Stream.of(arguments).map(Object::toString).forEach(command::add);
      Path errors = directory.resolve("errors");
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.environment().put("LC_ALL", "C");
      return new Child(builder.start(), errors);
    }

    /**
     * Whoever was started in the background of a shell ignores the interrupt, and hands that on.
     */
    static List<String> interruptible() throws Exception {
      List<String> command = List.of("env", "--default-signal=INT");
      List<String> trial = new ArrayList<>(command);
      trial.add("true");
      Assumptions.assumeTrue(
          new ProcessBuilder(trial).start().waitFor() == 0, "no env --default-signal");
      return command;
    }

    void interrupt() throws Exception {
      String pid = Long.toString(process.pid());
      assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
    }

    String err() throws IOException {
      return Files.readString(errors, StandardCharsets.UTF_8);
    }

    /** The tests may run as a part of the module, whose own path is then another one. */
    private static String classPath() {
      return String.join(
          java.io.File.pathSeparator,
          Path.of("target", "classes").toAbsolutePath().toString(),
          System.getProperty("java.class.path"),
          System.getProperty("jdk.module.path", ""));
    }
  }
}
