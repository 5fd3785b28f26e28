package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the build packaged, and processes that run it. */
final class Jars {
  private Jars() {}

  /** A process that has ended, and what it printed. */
  record Ended(int code, String out, String err) {
    Ended isFine() {
      assertThat(code).as(err).isZero();
      return this;
    }
  }

  static Path library() {
    return path("docteur.jar");
  }

  static Path commandLine() {
    return path("docteur.cli");
  }

  static Path launcher(String name) {
    return path("docteur.bin").resolve(name);
  }

  /** Returns a word of a shell's command. */
  static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }

  /** Runs a program of the JDK that runs this test. */
  static Ended jdk(Path directory, String program, Object... arguments) throws Exception {
    return run(directory, Path.of(System.getProperty("java.home"), "bin", program), arguments);
  }

  static Ended run(Path directory, Object program, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    File out = File.createTempFile("out", null, directory.toFile());
    File err = File.createTempFile("err", null, directory.toFile());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out)
            .redirectError(err);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int code = builder.start().waitFor();
    return new Ended(code, content(out), content(err));
  }

  private static String content(File file) throws IOException {
    String content = Files.readString(file.toPath(), StandardCharsets.UTF_8);
    Files.delete(file.toPath());
    return content;
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property));
  }
}
