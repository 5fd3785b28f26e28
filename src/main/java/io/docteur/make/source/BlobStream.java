package io.docteur.make.source;

import io.docteur.pack.Blob;
import java.io.IOException;
import java.io.InputStream;

/** A blob from its start to its end. */
final class BlobStream extends InputStream {
  private final Blob blob;
  private long position;

  BlobStream(Blob blob) {
    this.blob = blob;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = blob.read(position, target, offset, length);
    position += Math.max(0, n);
    return n;
  }

  @Override
  public void close() throws IOException {
    blob.close();
  }
}
