package io.docteur.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * A blob that is rebuilt when it is read: at once in the reader's own array when all of it is asked
 * for, and otherwise in one that stays until the blob is closed. What is in the cache is read from
 * there for as long as it is.
 */
final class DeferredBlob implements Blob {
  private final CheckedReader reader;
  private final int rank;
  private final int size;
  private final boolean again;

  /** Whether it was in the cache the last time that anybody looked. */
  private boolean known;

  /** Null until it is needed: by the first read of less than all, or the second of any. */
  private Blob rebuilt;

  private boolean read;

  private boolean closed;

  /**
   * A blob.
   *
   * @param size what the image tells of its size, which is checked as it is read, or when it is in
   *     the cache its size
   * @param known whether it is in the cache
   * @param again whether it is to be kept there
   */
  DeferredBlob(CheckedReader reader, int rank, int size, boolean known, boolean again) {
    this.reader = reader;
    this.rank = rank;
    this.size = size;
    this.known = known;
    this.again = again;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws IOException {
    checkOpen();
    if (position >= size) {
      return -1;
    }
    if (known) {
      int count = reader.readKnown(rank, (int) position, target, offset, length);
      known = count >= 0;
      if (known) {
        return count;
      }
    }
    boolean all = !read && position == 0 && length >= size;
    read = true;
    if (all && reader.rebuild(rank, new Room(target, offset, offset + size), again)) {
      return size;
    }
    return rebuilt().read(position, target, offset, length);
  }

  private void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  private Blob rebuilt() throws IOException {
    if (rebuilt == null) {
      rebuilt = reader.rebuilt(rank, size, again);
    }
    return rebuilt;
  }

  @Override
  public int transferTo(long position, ByteArrayOutputStream out) throws IOException {
    checkOpen();
    if (position > size) {
      return -1;
    }
    if (known) {
      int count = reader.transferKnown(rank, (int) position, out);
      known = count >= 0;
      if (known) {
        return count;
      }
    }
    return rebuilt().transferTo(position, out);
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
