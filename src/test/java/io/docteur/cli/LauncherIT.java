package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launchers in {@code bin}. */
class LauncherIT {
  @TempDir Path directory;

  @Test
  void theLauncherRunsFromAnyDirectory() throws Exception {
    assertThat(version(Jars.launcher("docteur"))).startsWith("docteur ");
  }

  @Test
  void theLauncherRunsThroughAChainOfLinksRelativeAndAbsolute() throws Exception {
    Path spaced = Files.createDirectory(directory.resolve("a directory"));
    Path first = spaced.resolve("first link");
    Files.createSymbolicLink(first, Jars.launcher("docteur"));
    Path second = directory.resolve("second");
    Files.createSymbolicLink(second, Path.of("a directory", "first link"));
    Path third = spaced.resolve("third");
    Files.createSymbolicLink(third, Path.of("..", "second"));
    assertThat(version(third)).startsWith("docteur ");
    assertThat(version("./second")).startsWith("docteur ");
  }

  @Test
  void theLauncherHonoursTheOptionsOfTheEnvironment() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Jars.launcher("docteur").toString(), "--version")
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", "-showversion -Dx=y");
    assertThat(builder.start().waitFor()).isZero();
    assertThat(directory.resolve("err")).isNotEmptyFile();
  }

  @Test
  void anArgumentArrivesAsItWasGiven() throws Exception {
    Jars.Ended ended = Jars.run(directory, Jars.launcher("docteur"), "ls", "no such * $file");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).isEqualTo("docteur ls: no such * $file: no such file or directory\n");
  }

  @Test
  void aMisunderstoodCommandEndsWithTwo() throws Exception {
    Jars.Ended ended = Jars.run(directory, Jars.launcher("docteur"), "ls");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).startsWith("docteur ls: Missing required parameter");
  }

  private String version(Object launcher) throws Exception {
    return Jars.run(directory, launcher, "--version").isFine().out();
  }
}
