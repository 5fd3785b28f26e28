package io.docteur.nio;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Maps content by way of a temporary file, since what is mapped must lie in one as it is read.
 *
 * @param directory where, or null where no temporary file may be
 */
record TemporaryCopies(Path directory) {

  /** What writes the content. */
  interface Content {
    /** Writes and tells how many bytes. */
    long writeTo(WritableByteChannel out) throws IOException;
  }

  /**
   * Returns content, mapped read-only, and deletes the file.
   *
   * @throws IOException when no temporary file may be or can be made, or the content is not of the
   *     size
   */
  MappedByteBuffer map(long size, Content content) throws IOException {
    if (directory == null) {
      throw new FileSystemException(
          null, null, "a mapping needs a temporary file, which is refused");
    }
    Path file = Files.createTempFile(directory, "docteur", null);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      if (content.writeTo(channel) < size) {
        throw new FileSystemException(file.toString(), null, "a copy that is too short");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
    } finally {
      file.toFile().delete(); // where there was an exception before it was open
    }
  }
}
