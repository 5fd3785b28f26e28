package io.docteur.make.packing;

import io.docteur.make.output.WriteFailure;
import io.docteur.make.source.ObjectSource;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A temporary file to which one thread appends, and which is read when that thread is done. */
final class Spool implements Closeable {
  private static final int BUFFER = 1 << 18;

  private final Path path;
  private final FileChannel file;
  private final int number;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private long written;

  Spool(Path path, int number) throws IOException {
    this.path = path;
    this.file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.number = number;
  }

  /** Returns the spool's number among those of one image. */
  int number() {
    return number;
  }

  /** Returns where the next byte is going to lie. */
  long position() {
    return written + buffer.position();
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int rest = length;
    while (rest > 0) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int n = Math.min(rest, buffer.remaining());
      buffer.put(bytes, from, n);
      from += n;
      rest -= n;
    }
  }

  /** Writes out what was appended; reading needs it. */
  void flush() throws IOException {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        written += file.write(buffer);
      }
    } catch (IOException e) {
      throw WriteFailure.of(path, e);
    }
    buffer.clear();
  }

  /** Copies bytes that have been flushed; by one thread at a time. */
  void copy(long position, long length, ObjectSource.ByteSink sink, byte[] scratch)
      throws IOException {
    long at = position;
    long rest = length;
    while (rest > 0) {
      int n = file.read(ByteBuffer.wrap(scratch, 0, (int) Math.min(rest, scratch.length)), at);
      if (n < 0) {
        throw new EOFException("a temporary file became shorter");
      }
      sink.write(scratch, 0, n);
      at += n;
      rest -= n;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
