package io.docteur.cli;

import io.docteur.image.CarriedLayout;
import io.docteur.image.Image;
import io.docteur.image.ImageOptions;
import io.docteur.pack.Commit;
import io.docteur.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells of an image. */
@Command(
    name = "info",
    description = "Tell what an image holds: its commit, its objects and its layout.",
    footerHeading = "%nExample:%n",
    footer = "  docteur info project.img")
final class InfoCommand extends Subcommand {
  @Parameters(index = "0", paramLabel = "IMAGE", description = "A disk image: a file or a device.")
  private Path path;

  @Override
  int run(Output out) throws Exception {
    Storage storage = Storage.open(path, true);
    try (storage) {
      if (!Image.isImage(storage)) {
        throw new FileSystemException(path.toString(), null, "not a docteur image");
      }
      try (Image image = Image.open(storage, ImageOptions.defaults())) {
        print(image, out);
      }
    }
    return 0;
  }

  private static void print(Image image, Output out) throws Exception {
    Commit commit = image.commit();
    Commit.Person author = commit.author();
    out.line("image\t: " + image.name() + ", " + image.length() + " bytes");
    out.line("commit\t: " + image.commitId());
    out.line("author\t: \"" + author.name() + "\" <" + author.email() + "> " + author.when());
    out.line("root\t: " + commit.tree());
    out.line("objects\t: " + image.index().count());
    out.line("layout\t: " + describe(image.carriedLayout()));
    String message = new String(commit.message(), StandardCharsets.UTF_8);
    out.line("subject\t: " + message.lines().findFirst().orElse(""));
  }

  private static String describe(CarriedLayout layout) {
    if (layout.problem() != null) {
      return "not usable, the trees serve: " + layout.problem();
    }
    return layout.arts() == null ? "none, the trees serve" : layout.length() + " bytes";
  }
}
