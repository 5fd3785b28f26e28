package io.docteur.pack;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * A blob that is rebuilt when it is read: at once in the reader's own array when all of it is asked
 * for, and otherwise in one that stays until the blob is closed.
 */
final class DeferredBlob implements Blob {
  private final CheckedReader reader;
  private final CheckedChain chain;
  private final int size;

  /** Null until it is needed: by the first read of less than all, or the second of any. */
  private Blob rebuilt;

  private boolean read;

  private boolean closed;

  /**
   * A blob.
   *
   * @param size what the image tells of its size; that is checked as it is read
   */
  DeferredBlob(CheckedReader reader, CheckedChain chain, int size) {
    this.reader = reader;
    this.chain = chain;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (position >= size) {
      return -1;
    }
    boolean all = !read && position == 0 && length >= size;
    read = true;
    if (all && reader.rebuild(chain, new Room(target, offset, offset + size))) {
      return size;
    }
    return rebuilt().read(position, target, offset, length);
  }

  private Blob rebuilt() throws IOException {
    if (rebuilt == null) {
      rebuilt = reader.rebuilt(chain, size);
    }
    return rebuilt;
  }

  @Override
  public byte[] array() throws IOException {
    return closed ? null : rebuilt().array();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    if (rebuilt != null) {
      rebuilt.close();
      rebuilt = null;
    }
  }
}
