package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
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
    assertThat(version(Jars.launcher("docteur"), "-showversion -Dx=y")).startsWith("docteur ");
    assertThat(directory.resolve("err")).isNotEmptyFile();
  }

  @Test
  void anyBoundOfTheHeapIsTaken() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("a"), "text");
    for (String bound : List.of("-Xmx8m", "-Xmx48m", "-Xmx10000K", "-Xmx1g")) {
      String options = "JAVA_OPTS=" + bound;
      Path maker = Jars.launcher("docteur.make");
      Jars.run(directory, "env", options, maker, "-q", source, "disk.img").isFine();
      Jars.run(directory, "env", options, maker, "-q", "--update", "disk.img", source, "disk.img")
          .isFine();
    }
  }

  @Test
  void theLauncherTakesItsClassesFromTheArchive() throws Exception {
    boolean plain = !Jars.commandLine().toUri().toString().contains("%");
    Assumptions.assumeTrue(plain, "the JDK has no use for an archive whose path a URL encodes");
    assertThat(version(Jars.launcher("docteur"), "-Xlog:class+load"))
        .contains("io.docteur.cli.Main source: shared objects file");
  }

  @Test
  void anArchiveThatIsOfAnotherJarIsPassedOverInSilence() throws Exception {
    Path launcher = directory.resolve("bin").resolve("docteur");
    Files.createDirectory(launcher.getParent());
    Files.copy(Jars.launcher("docteur"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    Path jar = directory.resolve(Jars.commandLine().getFileName());
    Files.copy(Jars.commandLine(), jar);
    String archive = jar.getFileName().toString().replace(".jar", ".jsa");
    Files.copy(Jars.commandLine().resolveSibling(archive), jar.resolveSibling(archive));
    Jars.Ended ended = Jars.run(directory, launcher, "--version").isFine();
    assertThat(ended.out()).startsWith("docteur ").hasLineCount(1);
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void theHomeIsThatOfTheEnvironment() throws Exception {
    String settings = version(Jars.launcher("docteur"), "-XshowSettings:properties");
    assertThat(settings).startsWith("docteur ");
    assertThat(directory.resolve("err")).content().contains("user.home = " + directory + "\n");
    version(Jars.launcher("docteur"), "-Duser.home=/other -XshowSettings:properties");
    assertThat(directory.resolve("err")).content().contains("user.home = /other\n");
  }

  @Test
  void anArgumentArrivesAsItWasGiven() throws Exception {
    Jars.Ended ended = Jars.run(directory, Jars.launcher("docteur"), "ls", "no such * $file");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).isEqualTo("docteur ls: no such * $file: no such file or directory\n");
  }

  @Test
  void anArgumentThatIsNotAsciiArrivesInTheLocaleOfCAndInOneThatIsMissingToo() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(Path.of(URI.create(source.toUri() + "%C3%A9")), "text");
    Jars.run(directory, Jars.launcher("docteur.make"), "-q", source, "disk.img").isFine();
    String script = "exec \"$0\" cat disk.img \"$(printf '/\\303\\251')\"";
    String[] locales = {"LC_ALL=C", "LC_ALL=POSIX", "LANG=C", "TZ=UTC", "LANG=xx_XX.UTF-8"};
    for (String locale : locales) {
      String path = "PATH=" + System.getenv("PATH");
      String home = "JAVA_HOME=" + System.getProperty("java.home");
      Object launcher = Jars.launcher("docteur");
      Jars.Ended ended =
          Jars.run(directory, "env", "-i", locale, path, home, "sh", "-c", script, launcher);
      assertThat(ended.isFine().out()).as(locale).isEqualTo("text");
    }
  }

  @Test
  void whatIsToBeMadeGetsNoOtherNameThanIsGivenOrIsRefused() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    Path out = Files.createDirectory(directory.resolve("out"));
    Path image = directory.resolve("disk.img");
    Jars.run(directory, Jars.launcher("docteur.make"), "-q", source, image).isFine();
    String name = "\"$(printf 'out/caf\\351')\"";
    for (String command : new String[] {"make -q source " + name, "extract disk.img " + name}) {
      String script = "exec \"$0\" " + command;
      Jars.Ended ended = Jars.run(directory, "sh", "-c", script, Jars.launcher("docteur"));
      assertThat(ended.code()).as(command).isEqualTo(2);
      assertThat(ended.err()).contains("not in the encoding of the locale");
      assertThat(out).isEmptyDirectory();
    }
  }

  @Test
  void anImageIsNotPrintedOnATerminal() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    String command = Jars.quoted(Jars.launcher("docteur.make")) + " " + source + " -";
    Jars.Ended ended = inTerminal(command);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).contains("an image is nothing for a terminal").doesNotContain("PACK");
    assertThat(inTerminal(command + " >disk.img").isFine().out()).contains("commit ");
  }

  private Jars.Ended inTerminal(String command) throws Exception {
    List<String> running = Terminal.running(command);
    return Jars.run(directory, running.get(0), running.subList(1, running.size()).toArray());
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

  /** Returns what comes out of it with options of the environment. */
  private String version(Path launcher, String options) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "--version")
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", options);
    builder.environment().put("HOME", directory.toString());
    assertThat(builder.start().waitFor()).isZero();
    return Files.readString(directory.resolve("out"));
  }
}
