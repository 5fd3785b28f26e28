package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts in {@code samples}: what they do not understand, and what they leave behind. */
class SamplesIT {
  private static final Path SAMPLES = Path.of("samples").toAbsolutePath();

  @TempDir Path directory;

  private Jars.Ended run(String sample, String... arguments) throws Exception {
    return Jars.run(directory, SAMPLES.resolve(sample).resolve("run"), (Object[]) arguments);
  }

  @ParameterizedTest
  @CsvSource({
    "bench, ''",
    "bench, unknown",
    "bench, layout",
    "bench, read",
    "bench, corpus small",
    "bench, corpus medium there",
    "httpd, --help",
    "httpd, a-directory",
    "httpd, --port x",
    "search, --help",
    "simple, --help"
  })
  void whatIsNotUnderstoodIsAnsweredByTheUsage(String sample, String arguments) throws Exception {
    Jars.Ended ended = run(sample, arguments.split(" "));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("samples/" + sample + "/run").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "mount --help", "read -h"})
  void theBenchPrintsItsUsageToWhoeverAsks(String arguments) throws Exception {
    Jars.Ended ended = run("bench", arguments.split(" ")).isFine();
    assertThat(ended.out()).contains("samples/bench/run mount [FILES|IMAGE...]\n");
    assertThat(ended.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mount 10 /none", "make /none", "depth /none 5", "update /none a b"})
  void theBenchNamesWhatIsNotThere(String arguments) throws Exception {
    Jars.Ended ended = run("bench", arguments.split(" "));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).endsWith("samples/bench/run: /none: no such file or directory\n");
  }

  @Test
  void aFileThatTheImageDoesNotHoldIsOneLine() throws Exception {
    Path repository = Git.init(directory.resolve("repository"));
    Git.commitAll(repository);
    String[] arguments = {"--repository", repository.toString(), "--filename", "/nope"};
    Jars.Ended ended = run("simple", arguments);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).isEqualTo("cannot read /nope\n");
  }

  @ParameterizedTest
  @CsvSource({"simple, --filename /x", "classpath, x", "search, x"})
  void aSampleThatIsTerminatedLeavesNothingBehind(String sample, String arguments)
      throws Exception {
    Path tools = Files.createDirectories(directory.resolve("jdk/bin"));
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    for (String tool : new String[] {"java", "javac"}) {
      Path file = Files.writeString(tools.resolve(tool), "#!/bin/sh\nkill -s TERM $PPID\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
    String script = Jars.quoted(SAMPLES.resolve(sample).resolve("run")) + " " + arguments;
    String home = "JAVA_HOME=" + tools.getParent();
    Jars.Ended ended =
        Jars.run(directory, "env", home, "TMPDIR=" + temporary, "sh", "-c", "exec " + script);
    assertThat(ended.code()).as(ended.err()).isEqualTo(143);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aServerThatIsTerminatedLeavesNothingBehind() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(SAMPLES.resolve("httpd/run").toString(), "--source", source.toString())
            .redirectError(directory.resolve("errors").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TMPDIR", temporary.toString());
    Process process = builder.start();
    try (BufferedReader printed = process.inputReader()) {
      assertThat(printed.readLine())
          .as(Files.readString(directory.resolve("errors")))
          .startsWith("http://127.0.0.1:");
      assertThat(temporary).isNotEmptyDirectory();
      process.toHandle().destroy(); // process.destroy() would close what it prints
      assertThat(printed.readLine()).isNull(); // so the server has ended too
    }
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(temporary).isEmptyDirectory();
  }
}
