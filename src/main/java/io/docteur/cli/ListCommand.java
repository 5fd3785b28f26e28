package io.docteur.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a directory of an image. */
@Command(
    name = "ls",
    description = "List a directory of an image, in the order of the names' bytes.",
    footerHeading = "%nExample:%n",
    footer = "  docteur ls -l project.img /src")
final class ListCommand extends ImageCommand {
  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "/",
      paramLabel = "PATH",
      description = "A directory or a file in it; the root when not given.")
  private String path;

  @Option(
      names = {"-l", "--long"},
      description = "Show git's mode, the object id and the size too.")
  private boolean details;

  @Override
  int run(FileSystem mounted, Output out) throws Exception {
    Path start = mounted.getPath("/").resolve(path);
    Files.readAttributes(start, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS); // it exists
    if (!Files.isDirectory(start)) { // nor is it a link to one; one that leads nowhere is itself
      print(start, path, out);
      return 0;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(start)) {
      for (Path entry : entries) {
        print(entry, entry.getFileName().toString(), out);
      }
    }
    return 0;
  }

  private void print(Path entry, String name, Output out) throws IOException {
    out.line(details ? details(entry) + "  " + name + target(entry) : name);
  }

  private static String details(Path entry) throws IOException {
    Map<String, Object> git = Files.readAttributes(entry, "git:mode,id", LinkOption.NOFOLLOW_LINKS);
    Long size = (Long) Files.getAttribute(entry, "size", LinkOption.NOFOLLOW_LINKS);
    return String.format(
        Locale.ROOT, "%06o %s %12d", (Integer) git.get("mode"), git.get("id"), size);
  }

  private static String target(Path entry) throws IOException {
    return Files.isSymbolicLink(entry) ? " -> " + Files.readSymbolicLink(entry) : "";
  }
}
