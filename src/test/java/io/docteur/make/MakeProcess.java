package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
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
    ProcessBuilder builder =
        new ProcessBuilder(
            ChildJvm.command(options, MakeProcess.class.getName(), (Object[]) arguments));
    ChildJvm.setLocale(builder.directory(directory.toFile()), locale);
    ChildJvm.Ended ended = ChildJvm.run(builder);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.out().strip();
  }
}
