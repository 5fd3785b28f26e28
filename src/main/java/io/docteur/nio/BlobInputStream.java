package io.docteur.nio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A file's content from its start. Bytes are always copied before anybody who could change them
 * sees them: an array of the cache never leaves.
 */
final class BlobInputStream extends InputStream {
  private final BlobChannel channel;

  BlobInputStream(BlobChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return channel.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return channel.read(target, offset, length);
  }

  @Override
  public byte[] readAllBytes() throws IOException {
    return readNBytes(Integer.MAX_VALUE);
  }

  /**
   * Reads at most a number of bytes into an array of just their number.
   *
   * @throws OutOfMemoryError when they do not fit, as {@link InputStream} has it
   */
  @Override
  public byte[] readNBytes(int length) throws IOException {
    if (length < 0) {
      throw new IllegalArgumentException("a negative length: " + length);
    }
    byte[] bytes = new byte[(int) Math.min(length, channel.remaining())];
    int count = Math.max(0, channel.read(bytes, 0, bytes.length));
    return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    if (out.getClass() == ByteArrayOutputStream.class) {
      int count = channel.transferTo((ByteArrayOutputStream) out);
      if (count >= 0) {
        return count;
      }
    }
    TransferBuffers buffers = channel.fileSystem().transferBuffers();
    byte[] buffer = buffers.take();
    try {
      long sum = 0;
      int count;
      do {
        count = channel.read(buffer, 0, buffer.length);
        if (count > 0) { // a stream that has got all that it takes may refuse even no bytes
          out.write(buffer, 0, count);
          sum += count;
        }
      } while (count == buffer.length);
      return sum;
    } finally {
      buffers.giveBack(buffer);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    return channel.skip(count);
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(Integer.MAX_VALUE, channel.remaining());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
