package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Makes an image in a virtual machine of its own and prints the commit's id. */
final class MakeProcess {
  private MakeProcess() {}

  /** The program: a source as it is named to the library, the image's name, a directory's date. */
  public static void main(String[] arguments) throws IOException {
    ImageMaker maker = ImageMaker.from(arguments[0]);
    if (arguments.length > 2) {
      maker.date(OffsetDateTime.parse(arguments[2]));
    }
    System.out.println(maker.make(Path.of(arguments[1])).commit());
  }

  /**
   * Runs the program and returns what it prints.
   *
   * @param options of the virtual machine
   * @param locale its {@code LC_ALL}
   * @param directory its working directory
   */
  static String run(List<String> options, String locale, Path directory, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath()));
    command.add(MakeProcess.class.getName());
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("make", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
      builder.directory(directory.toFile()).environment().put("LC_ALL", locale);
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
      return output;
    } finally {
      Files.delete(errors);
    }
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
