package io.docteur.cli;

import io.docteur.nio.DocteurFileSystemProvider;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** A command that reads a mounted image. */
abstract class ImageCommand extends Subcommand {
  @Parameters(index = "0", paramLabel = "IMAGE", description = "A disk image: a file or a device.")
  private Path image;

  /** Does the work on the mounted image, and returns the exit code. */
  abstract int run(FileSystem mounted, Output out) throws Exception;

  @Override
  final int run(Output out) throws Exception {
    try (FileSystem mounted = mount(image)) {
      return run(mounted, out);
    }
  }

  private static FileSystem mount(Path image) throws IOException {
    // Not by FileSystems.newFileSystem: it would mount a ZIP as readily, and look for other
    // providers.
    try {
      return new DocteurFileSystemProvider().newFileSystem(image, Map.of());
    } catch (UnsupportedOperationException e) {
      if (e.getCause() instanceof IOException missing) {
        throw missing;
      }
      Storage.open(image, false).close(); // which says so where it is neither a file nor a device
      throw withCause(new FileSystemException(image.toString(), null, "not a docteur image"), e);
    }
  }

  private static FileSystemException withCause(FileSystemException e, Exception cause) {
    e.initCause(cause);
    return e;
  }
}
