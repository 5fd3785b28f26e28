package io.docteur.make.output;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says where a write failed: an open channel's exceptions do not. */
public final class WriteFailure {
  private WriteFailure() {}

  /**
   * Returns what is to be thrown in the place of an exception.
   *
   * @param file what was written: a device, or a temporary file, whose directory is told
   */
  public static IOException of(Path file, IOException e) {
    if (e instanceof FileSystemException) {
      return e;
    }
    IOException told =
        e instanceof ClosedByInterruptException
            ? new InterruptedIOException("interrupted while making an image")
            : new FileSystemException(
                place(file), null, "cannot be written: " + e.getMessage() + store(file));
    told.initCause(e);
    return told;
  }

  private static String place(Path file) {
    return (Files.isRegularFile(file) ? file.toAbsolutePath().getParent() : file).toString();
  }

  private static String store(Path file) {
    try {
      return Files.isRegularFile(file) ? ", in the file system " + Files.getFileStore(file) : "";
    } catch (IOException e) {
      return "";
    }
  }
}
