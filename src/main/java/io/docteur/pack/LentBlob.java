package io.docteur.pack;

import java.io.ByteArrayOutputStream;
import java.nio.channels.ClosedChannelException;

/** A blob in the first bytes of a buffer, which goes back when the blob is closed. */
final class LentBlob implements Blob {
  private final LentBuffers home;
  private final int size;

  /** Null once closed: the buffer then holds another blob. */
  private byte[] buffer;

  LentBlob(LentBuffers home, byte[] buffer, int size) {
    this.home = home;
    this.buffer = buffer;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, byte[] target, int offset, int length)
      throws ClosedChannelException {
    checkOpen();
    if (position >= size) {
      return -1;
    }
    int count = (int) Math.min(length, size - position);
    System.arraycopy(buffer, (int) position, target, offset, count);
    return count;
  }

  @Override
  public int transferTo(long position, ByteArrayOutputStream out) throws ClosedChannelException {
    checkOpen();
    if (position > size) {
      return -1;
    }
    int count = size - (int) position;
    out.write(buffer, (int) position, count);
    return count;
  }

  private void checkOpen() throws ClosedChannelException {
    if (buffer == null) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public void close() {
    if (buffer != null) {
      home.giveBack(buffer);
      buffer = null;
    }
  }
}
