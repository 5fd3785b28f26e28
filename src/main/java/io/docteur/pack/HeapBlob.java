package io.docteur.pack;

import java.io.ByteArrayOutputStream;

/** A blob on the heap. */
record HeapBlob(byte[] content) implements Blob {

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) {
    if (position >= content.length) {
      return -1;
    }
    int count = (int) Math.min(length, content.length - position);
    System.arraycopy(content, (int) position, target, offset, count);
    return count;
  }

  @Override
  public int transferTo(long position, ByteArrayOutputStream out) {
    if (position > content.length) {
      return -1;
    }
    int count = content.length - (int) position;
    out.write(content, (int) position, count);
    return count;
  }

  @Override
  public void close() {}
}
