package io.docteur.cli;

import io.docteur.image.CarriedLayout;
import io.docteur.image.Image;
import io.docteur.image.ImageOptions;
import io.docteur.layout.Census;
import io.docteur.pack.Commit;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells of an image. */
@Command(
    name = "info",
    description = "Tell what an image holds: its commit, objects, paths and layout.",
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
    Census census = census(image);
    out.line("image\t: " + image.name() + ", " + image.length() + " bytes");
    out.line("commit\t: " + image.commitId());
    out.line("author\t: \"" + author.name() + "\" <" + author.email() + "> " + author.when());
    out.line("root\t: " + commit.tree());
    out.line("objects\t: " + image.index().count());
    out.line("paths\t: " + describe(census));
    out.line("content\t: " + census.bytes() + " bytes");
    out.line("layout\t: " + describe(image.carriedLayout(), census.paths()));
    out.line("entries\t: " + describeEntries(image.carriedLayout()));
    out.line("subject\t: " + commit.subject());
  }

  private static Census census(Image image) throws IOException {
    try {
      return Census.of(image.layout(), rank -> size(image, rank));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long size(Image image, int rank) {
    try {
      return image.pack().size(image.index().offset(rank));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String describe(Census census) {
    return String.format(
        Locale.ROOT,
        "%d: %d directories, %d files (%d executable), %d symbolic links, %d submodules",
        census.paths(),
        census.directories(),
        census.files(),
        census.executables(),
        census.links(),
        census.gitlinks());
  }

  private static String describe(CarriedLayout layout, long paths) {
    if (layout.problem() != null) {
      return "not used, the trees serve: " + layout.problem();
    }
    if (layout.arts() == null) {
      return "none, the trees serve";
    }
    double bytesPerPath = (double) layout.length() / Math.max(1, paths);
    return String.format(
        Locale.ROOT, "used, %d bytes, %.1f for each path", layout.length(), bytesPerPath);
  }

  private static String describeEntries(CarriedLayout layout) {
    if (layout.entries() == null) {
      return "read one after the other, blobs of deltas are hashed";
    }
    String told = "told with their lengths and bases";
    return layout.points() == null ? told : told + ", large blobs with their entry points";
  }
}
