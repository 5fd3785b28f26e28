package io.docteur.testing;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs in a virtual machine of their own, with the classes that this one tests. */
public final class ChildJvm {
  /** Only tells a hang from work. */
  private static final long HANG_SECONDS = 1800;

  private ChildJvm() {}

  /** A process that has ended by itself, and what it printed. */
  public record Ended(int code, String out, String err) {}

  /**
   * Runs a program to its end.
   *
   * @param options of the virtual machine
   * @param program a class with a {@code main}
   * @throws AssertionError when it hangs
   */
  public static Ended run(List<String> options, String program, Object... arguments)
      throws IOException, InterruptedException {
    return run(new ProcessBuilder(command(options, program, arguments)));
  }

  /**
   * Runs a program to its end, in the environment that its builder has.
   *
   * @throws AssertionError when it hangs
   */
  public static Ended run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path out = Files.createTempFile("child", ".out");
    Path err = Files.createTempFile("child", ".err");
    try {
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      if (!process.waitFor(HANG_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(builder.command() + " hangs; it said: " + text(out) + text(err));
      }
      return new Ended(process.exitValue(), text(out), text(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /**
   * Sets the locale of a virtual machine. Skips the test where it would not find its classes: in
   * that of C, names beyond ASCII are lost.
   */
  public static void setLocale(ProcessBuilder builder, String locale) {
    boolean found =
        !locale.equals("C") || StandardCharsets.US_ASCII.newEncoder().canEncode(classPath());
    Assumptions.assumeTrue(found, "the class path is not ASCII: " + classPath());
    builder.environment().put("LC_ALL", locale);
  }

  /** Returns the command that runs a program. */
  public static List<String> command(List<String> options, String program, Object... arguments) {
    return commandOn(classPath(), options, program, arguments);
  }

  /** Returns a class path of nothing but where these classes are. */
  public static String locations(Class<?>... classes) {
    return Stream.of(classes)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(location -> Path.of(URI.create(location.toString())).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns the command that runs a program with nothing but a class path of its own. */
  public static List<String> commandOn(
      String classPath, List<String> options, String program, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, program));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** The tests may run as a part of the module, whose own path is then another one. */
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        Path.of("target", "classes").toAbsolutePath().toString(),
        Path.of("target", "test-classes").toAbsolutePath().toString(),
        System.getProperty("java.class.path"),
        System.getProperty("jdk.module.path", ""));
  }
}
