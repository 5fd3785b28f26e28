package io.docteur.cli;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Copies the tree of an image into a fresh directory. */
@Command(
    name = "extract",
    description = {
      "Copy the tree of an image into a fresh directory.",
      "A name that is git's own (.git in any spelling), or that clashes with another on the"
          + " target's file system, is an error; what was copied until then stays."
    },
    footerHeading = "%nExample:%n",
    footer = "  docteur extract project.img /tmp/project")
final class ExtractCommand extends ImageCommand {
  @Parameters(
      index = "1",
      paramLabel = "DIRECTORY",
      description = "Where to: a directory that does not exist yet, or an empty one.")
  private Path directory;

  @Override
  int run(FileSystem mounted, Output out) throws Exception {
    new Extraction(directory).extract(mounted.getPath("/"));
    return 0;
  }
}
