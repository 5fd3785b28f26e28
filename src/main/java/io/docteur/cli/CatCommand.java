package io.docteur.cli;

import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints files of an image. */
@Command(
    name = "cat",
    description = "Print files of an image, byte for byte.",
    footerHeading = "%nExample:%n",
    footer = "  docteur cat project.img /README.md")
final class CatCommand extends ImageCommand {
  @Parameters(index = "1..*", arity = "1..*", paramLabel = "PATH", description = "Files in it.")
  private List<String> paths;

  @Override
  int run(FileSystem mounted, Output out) throws Exception {
    for (String path : paths) {
      Files.copy(mounted.getPath("/").resolve(path), out.bytes());
    }
    return 0;
  }
}
