package io.docteur.pack;

import io.docteur.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Compares what is written to it with what lies in a storage from a position on. */
final class ComparingStream extends OutputStream {
  private final Storage storage;
  private long position;
  private long difference = -1;

  ComparingStream(Storage storage, long position) {
    this.storage = storage;
    this.position = position;
  }

  /** Returns the position of the first byte that differs, or -1 when none does. */
  long difference() {
    return difference;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (difference < 0) {
      byte[] stored = new byte[length];
      storage.read(position, stored, 0, length);
      int at = Arrays.mismatch(stored, 0, length, bytes, offset, offset + length);
      difference = at < 0 ? -1 : position + at;
    }
    position += length;
  }
}
