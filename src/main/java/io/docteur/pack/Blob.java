package io.docteur.pack;

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
   */
  int read(long position, byte[] target, int offset, int length) throws IOException;

  @Override
  void close() throws IOException;
}
