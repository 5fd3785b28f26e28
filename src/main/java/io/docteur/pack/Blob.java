package io.docteur.pack;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;

/** The content of a blob, at any position. Not thread-safe. */
public interface Blob extends Closeable {

  /** Returns the size in bytes. */
  long size();

  /**
   * Copies bytes that start at a position, at least one unless {@code length} is 0 or the position
   * is not below {@link #size}, and tells how many.
   *
   * @return the number of bytes, or -1 at the end and behind it
   * @throws io.docteur.DamagedImageException when what was stored is not sound; what was read
   *     before may then be wrong where the blob is streamed
   * @throws java.nio.channels.ClosedChannelException when the blob, its pack or its storage is
   *     closed
   * @throws IOException when the storage or a temporary file cannot be read
   */
  int read(long position, byte[] target, int offset, int length) throws IOException;

  /**
   * Writes what starts at a position, to the end, when that takes no other copy.
   *
   * @param out copies what it is given and never waits
   * @return the number of bytes, or -1 when nothing was done
   * @throws IOException as {@link #read} has it
   */
  default int transferTo(long position, ByteArrayOutputStream out) throws IOException {
    return -1;
  }

  /** Releases what the blob holds, a temporary file included; a second call does nothing. */
  @Override
  void close() throws IOException;
}
