package io.docteur.inflate;

import io.docteur.storage.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * The bits of a stream, lowest first, for an inflater that has a loop over them. They lie in an
 * array, or come through a buffer, piece by piece.
 *
 * <p>They go through a {@code long} that is refilled eight bytes at a time, as libdeflate's
 * documentation describes. What lies there behind the bits that count as held are the bits that
 * follow, which the next refill finds as they are.
 *
 * <p>The inflater extends this and reads the fields itself: its loop keeps them in local variables,
 * and is some 3 % slower when they lie in an object of their own. Not thread-safe.
 */
abstract class BitInput {
  /** What a refill leaves at least. */
  static final int REFILLED = 56;

  private static final int COUNT_MASK = Long.SIZE - 1;

  /** The longest piece. */
  private static final int MOST_LENGTH = 16 << 10;

  /** What a refill reads; a turn of a loop has one. */
  private static final int MOST_READ = Long.BYTES;

  /** Zeros behind the last byte of the input: what turns may read of them before one is stopped. */
  public static final int PADDING = Long.BYTES + MOST_READ;

  /** The bytes of a stream beyond what it holds, if nothing could be compressed. */
  private static final int OVERHEAD = 64;

  private static final int OVERHEAD_SHIFT = 9;

  /** Reads the input. */
  @FunctionalInterface
  public interface Source {
    /** Reads the next bytes, all that are asked for. */
    void read(byte[] buffer, int offset, int length) throws IOException;
  }

  /** What pieces go through, which grows with the streams. */
  private byte[] pieces = {};

  private Source source;
  private long unread;
  private long passed;
  private int limit;

  /** What bits are refilled from, from the index {@code next} on. */
  byte[] bytes;

  int next;

  /** A turn of a loop may start while {@code next} is not beyond this. */
  int lastTurn;

  /** The next bits. */
  long bits;

  /** How many of them are held. */
  int held;

  /** Returns how many bytes are still to be made: no more is read than the stream has for them. */
  abstract int rest();

  /** Starts with a stream of at most so many bytes. */
  final void open(Source source, long available) throws IOException, DataFormatException {
    int length = (int) Math.min(MOST_LENGTH, wanted());
    if (pieces.length < length + PADDING) {
      pieces = new byte[(Integer.highestOneBit(length - 1) << 1) + PADDING];
    }
    start(pieces, 0, 0);
    this.source = source;
    unread = available;
    more();
  }

  /** Starts with a part of an array, and {@link #PADDING} bytes behind it that are changed. */
  final void open(byte[] bytes, int from, int to) {
    start(bytes, from, to);
    seal();
  }

  private void start(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    source = null;
    unread = 0;
    passed = -from;
    next = from;
    limit = to;
    bits = 0;
    held = 0;
  }

  /** Keeps nothing of what is the caller's. */
  final void close() {
    bytes = null;
    source = null;
  }

  /** Returns how many bytes were taken. */
  public final long consumed() {
    return passed + next - (held >>> 3);
  }

  /** Takes up to 16 bits. */
  final int take(int count) throws IOException, DataFormatException {
    if (held < count) {
      refill();
    }
    int taken = (int) bits & ((1 << count) - 1);
    drop(count);
    return taken;
  }

  /** Leaves out as many of the bits that are held as the lowest six bits of a number say. */
  final void drop(int count) {
    bits >>>= count;
    held -= count & COUNT_MASK;
  }

  /** Leaves out what is left of a byte. */
  final void align() {
    drop(held & 7);
  }

  /** Takes some whole bytes, at least one; {@link #align} comes before. */
  final int take(byte[] target, int offset, int length) throws IOException, DataFormatException {
    next -= held >>> 3;
    bits = 0;
    held = 0;
    if (next == limit) {
      more();
    }
    int count = Math.min(length, limit - next);
    System.arraycopy(bytes, next, target, offset, count);
    next += count;
    return count;
  }

  /** Holds {@link #REFILLED} bits or more, where a stream ends zeros behind it. */
  final void refill() throws IOException, DataFormatException {
    readOn();
    refillInTurn();
  }

  /** Refills when {@code next} is not beyond the last turn. */
  final void refillInTurn() {
    bits |= Bytes.getLongLittleEndian(bytes, next) << held;
    next += ~held >>> 3 & 7;
    held |= REFILLED;
  }

  /** Lets a turn start. */
  final void readOn() throws IOException, DataFormatException {
    if (next > lastTurn) {
      more();
    }
  }

  /** Reads the next piece, behind what is left of the last one. */
  private void more() throws IOException, DataFormatException {
    if (unread == 0 && next >= limit) {
      throw overrun();
    }
    int left = limit - next;
    System.arraycopy(bytes, next, bytes, 0, left);
    passed += next;
    next = 0;
    int room = bytes.length - PADDING - left;
    int count = (int) Math.min(Math.min(unread, wanted()), room);
    source.read(bytes, left, count);
    unread -= count;
    limit = left + count;
    if (unread > 0) {
      lastTurn = limit - MOST_READ;
    } else {
      seal();
    }
  }

  /** Returns how many bytes of input what is still to be made takes at most. */
  private long wanted() {
    int rest = Math.max(0, rest());
    return (long) rest + (rest >>> OVERHEAD_SHIFT) + OVERHEAD;
  }

  /** Marks the end of the input. */
  private void seal() {
    Arrays.fill(bytes, limit, limit + PADDING, (byte) 0);
    lastTurn = limit + Long.BYTES;
  }

  /** Checks that no more was taken than there is. */
  final void checkOverrun() throws DataFormatException {
    if (next - (held >>> 3) > limit) {
      throw overrun();
    }
  }

  private static DataFormatException overrun() {
    return new DataFormatException("it runs past the end");
  }
}
