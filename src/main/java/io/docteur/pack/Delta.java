package io.docteur.pack;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The instructions of a delta, inflated as they are carried out: {@code gitformat-pack(5)},
 * "Deltified representation". Not thread-safe.
 */
final class Delta {
  private static final int COPY = 0x80;
  private static final int SIZE_SHIFT = 4;

  /** What a copy of size 0 copies. */
  private static final int COPY_OF_ZERO = 0x10000;

  /** An instruction of one byte copies {@link #COPY_OF_ZERO}, one of four up to 16 MiB. */
  private static final long MOST_COPIED_PER_BYTE = 1 << 22;

  /** Two numbers of 63 bits. */
  private static final int LONGEST_HEAD = 18;

  private final EntryInflater inflater;
  private final byte[] buffer;
  private int next;
  private int limit;
  private final long baseSize;
  private final long resultSize;

  /** The delta that an inflater was started on; reads its head. */
  Delta(EntryInflater inflater) throws IOException {
    this.inflater = inflater;
    this.buffer = inflater.scratch();
    refill(LONGEST_HEAD); // often nobody wants more than the head
    baseSize = number();
    resultSize = number();
    if (resultSize / MOST_COPIED_PER_BYTE > inflater.entry().size()) {
      throw inflater.damaged("a delta of few bytes declares a result of " + resultSize);
    }
  }

  /** Returns the size that the base must have. */
  long baseSize() {
    return baseSize;
  }

  /** Returns the size of the result. */
  long resultSize() {
    return resultSize;
  }

  /** Returns the result, on the heap. */
  byte[] apply(Blob base) throws IOException {
    byte[] result = new byte[(int) resultSize];
    apply(base, new HeapTarget(result));
    return result;
  }

  /** Writes the result. */
  void apply(Blob base, OutputStream out) throws IOException {
    apply(base, new StreamTarget(out));
  }

  /** What a result is put together in, from its first byte to its last. */
  private interface Target {
    void copy(Blob base, long position, int length) throws IOException;

    /** Takes bytes of the delta. */
    void insert(byte[] bytes, int offset, int length) throws IOException;
  }

  private void apply(Blob base, Target target) throws IOException {
    if (base.size() != baseSize) {
      throw inflater.damaged(
          "a delta is against " + baseSize + " bytes, and its base has " + base.size());
    }
    long rest = resultSize;
    for (int code = code(); code >= 0; code = code()) {
      int length;
      if ((code & COPY) != 0) {
        long position = operand(code, Integer.BYTES);
        length = (int) operand(code >> SIZE_SHIFT, Integer.BYTES - 1);
        length = length == 0 ? COPY_OF_ZERO : length;
        if (length > rest || position + length > baseSize) {
          throw inflater.damaged("a delta copies what its base or its result has no room for");
        }
        target.copy(base, position, length);
      } else {
        length = code;
        if (length == 0 || length > rest) {
          throw inflater.damaged("a delta holds no sound instruction");
        }
        insert(target, length);
      }
      rest -= length;
    }
    if (rest != 0) {
      throw inflater.damaged("a delta makes fewer bytes than it declares");
    }
  }

  private void insert(Target target, int length) throws IOException {
    for (int left = length; left > 0; ) {
      if (next == limit && !refill(buffer.length)) {
        throw inflater.damaged("a delta ends within an instruction");
      }
      int part = Math.min(left, limit - next);
      target.insert(buffer, next, part);
      next += part;
      left -= part;
    }
  }

  /** Returns the bytes that the low bits of a code say are there, least significant first. */
  private long operand(int code, int most) throws IOException {
    long operand = 0;
    for (int i = 0; i < most; i++) {
      if ((code >> i & 1) != 0) {
        operand |= (long) need() << (i * Byte.SIZE);
      }
    }
    return operand;
  }

  private long number() throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      int b = need();
      number |= (long) (b & 0x7f) << shift;
      if ((b & 0x80) == 0) {
        return number;
      }
    }
    throw inflater.damaged("a delta declares a size of more than 63 bits");
  }

  private int need() throws IOException {
    int b = code();
    if (b < 0) {
      throw inflater.damaged("a delta ends within a number");
    }
    return b;
  }

  /** Returns the next byte, or -1 when the delta has ended and its checksum was right. */
  private int code() throws IOException {
    return next < limit || refill(buffer.length) ? buffer[next++] & 0xff : -1;
  }

  private boolean refill(int most) throws IOException {
    next = 0;
    limit = Math.max(0, inflater.read(buffer, 0, most));
    return limit > 0;
  }

  /** A result on the heap. */
  private static final class HeapTarget implements Target {
    private final byte[] result;
    private int length;

    HeapTarget(byte[] result) {
      this.result = result;
    }

    @Override
    public void copy(Blob base, long position, int count) throws IOException {
      readFully(base, position, result, length, count);
      length += count;
    }

    @Override
    public void insert(byte[] bytes, int offset, int count) {
      System.arraycopy(bytes, offset, result, length, count);
      length += count;
    }
  }

  /** A result that is too large for the heap. */
  private static final class StreamTarget implements Target {
    private static final int PIECE = 64 << 10;

    private final byte[] piece = new byte[PIECE];
    private final OutputStream out;

    StreamTarget(OutputStream out) {
      this.out = out;
    }

    @Override
    public void copy(Blob base, long position, int count) throws IOException {
      for (int done = 0; done < count; ) {
        int part = Math.min(piece.length, count - done);
        readFully(base, position + done, piece, 0, part);
        out.write(piece, 0, part);
        done += part;
      }
    }

    @Override
    public void insert(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }
  }

  private static void readFully(Blob base, long position, byte[] target, int offset, int length)
      throws IOException {
    for (int done = 0; done < length; ) {
      int count = base.read(position + done, target, offset + done, length - done);
      if (count <= 0) {
        throw new IOException("a base became shorter than it was");
      }
      done += count;
    }
  }
}
