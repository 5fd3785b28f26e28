package io.docteur.make.packing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes deltas in few bytes: {@code gitformat-pack(5)}, "Deltified representation". What is looked
 * for is what deflate leaves little of: few instructions, and the same ones for the same bytes. So
 * every position of the base is indexed, of matches of one length the first in the base is taken,
 * and a match gives way to a longer one that starts a byte later, as in zlib's {@code
 * deflate_slow}. On documentation such deltas take a fifth less than those of JGit's index of every
 * sixteenth position, which needs less memory for each base and so serves to compare bases.
 *
 * <p>One thread's.
 */
final class DeltaEncoder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  /** The shortest match, which a copy hardly pays for; also what is hashed. */
  private static final int LEAST_MATCH = Long.BYTES;

  /** A match of this length is taken without a look for a longer one. */
  private static final int GOOD_MATCH = 128;

  /** So many positions are tried for each one of a target, of a target that is long fewer. */
  private static final int MOST_TRIES = 256;

  private static final int LEAST_TRIES = 16;
  private static final long TRIES_IN_ALL = 1 << 26;

  /** Of a base that is longer not every position is indexed. */
  private static final int MOST_POSITIONS = 1 << 19;

  private static final int COPY = 0x80;

  /** The longest that git writes; a copy of it tells no size. */
  private static final int LONGEST_COPY = 0x10000;

  private static final int LONGEST_INSERT = 0x7f;

  /** The base of the index. */
  private byte[] base = {};

  private int step;
  private int shift;

  /** By hash, one more than the number of the first position; 0 is none. */
  private int[] first = {};

  /** By the number of a position, one more than that of the next one of the same hash. */
  private int[] next = {};

  private int match;

  private void index(byte[] content) {
    base = content;
    step = 1 + base.length / MOST_POSITIONS;
    int positions = Math.max(0, base.length - LEAST_MATCH + step) / step;
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(positions | 1);
    shift = Long.SIZE - bits;
    if (first.length < 1 << bits) {
      first = new int[1 << bits];
      next = new int[1 << bits];
    } else {
      Arrays.fill(first, 0, 1 << bits, 0);
    }
    for (int number = positions - 1; number >= 0; number--) {
      int hash = hash(base, number * step);
      next[number] = first[hash];
      first[hash] = number + 1;
    }
  }

  private int hash(byte[] bytes, int position) {
    return (int) ((long) LONG.get(bytes, position) * HASH_FACTOR >>> shift);
  }

  /**
   * Writes a delta.
   *
   * @param from the base, which nobody may change; the index of the last one is kept
   * @param target what the delta makes
   * @param out gets the delta, in the place of what it has
   */
  void encode(byte[] from, byte[] target, DeltaBuffer out) {
    if (from != base) {
      index(from);
    }
    out.clear();
    writeNumber(base.length, out);
    writeNumber(target.length, out);
    int tries =
        (int) Math.max(LEAST_TRIES, Math.min(MOST_TRIES, TRIES_IN_ALL / (target.length + 1)));
    int shifted = 0; // by how much the last copy moved what it copied
    int written = 0;
    int position = 0;
    while (position < target.length) {
      int length = longest(target, position, position + shifted, tries);
      if (length < LEAST_MATCH) {
        position++;
        continue;
      }
      int source = match;
      while (length < GOOD_MATCH) {
        int later = longest(target, position + 1, position + 1 + shifted, tries);
        if (later <= length + 1) {
          break;
        }
        position++;
        length = later;
        source = match;
      }
      while (position > written && source > 0 && target[position - 1] == base[source - 1]) {
        position--;
        source--;
        length++;
      }
      writeInserts(target, written, position, out);
      writeCopies(source, length, out);
      position += length;
      written = position;
      shifted = source + length - position;
    }
    writeInserts(target, written, target.length, out);
  }

  /**
   * Returns the length of the longest match, and notes where it is; less than {@link #LEAST_MATCH}
   * when there is none.
   *
   * @param expected where it is if the base goes on as the target does
   */
  private int longest(byte[] target, int position, int expected, int tries) {
    int longest = LEAST_MATCH - 1;
    if (expected >= 0 && expected < base.length) {
      int length = length(target, position, expected);
      if (length > longest) {
        longest = length;
        match = expected;
      }
    }
    if (position > target.length - LEAST_MATCH) {
      return longest;
    }
    int number = first[hash(target, position)];
    for (int left = tries; number > 0 && left > 0 && longest < GOOD_MATCH; left--) {
      int from = (number - 1) * step;
      if (isLonger(target, position, from, longest)) {
        int length = length(target, position, from);
        if (length > longest) {
          longest = length;
          match = from;
        }
      }
      number = next[number - 1];
    }
    return longest;
  }

  /** Tells whether a match may be longer, from one byte. */
  private boolean isLonger(byte[] target, int position, int from, int length) {
    return position + length < target.length
        && from + length < base.length
        && target[position + length] == base[from + length];
  }

  private int length(byte[] target, int position, int from) {
    int mismatch = Arrays.mismatch(target, position, target.length, base, from, base.length);
    return mismatch < 0 ? target.length - position : mismatch;
  }

  private static void writeNumber(int number, DeltaBuffer out) {
    int rest = number;
    while (rest > 0x7f) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static void writeInserts(byte[] target, int start, int end, DeltaBuffer out) {
    for (int position = start; position < end; ) {
      int length = Math.min(LONGEST_INSERT, end - position);
      out.write(length);
      out.write(target, position, length);
      position += length;
    }
  }

  private static void writeCopies(int start, int length, DeltaBuffer out) {
    for (int done = 0; done < length; ) {
      int part = Math.min(LONGEST_COPY, length - done);
      writeCopy(start + done, part, out);
      done += part;
    }
  }

  /** Writes those bytes of the operands that are not zero. */
  private static void writeCopy(int start, int length, DeltaBuffer out) {
    long operands = (long) (length == LONGEST_COPY ? 0 : length) << Integer.SIZE | start;
    int code = COPY;
    for (int i = 0; i < Integer.BYTES + 2; i++) {
      code |= (operands >> i * Byte.SIZE & 0xff) == 0 ? 0 : 1 << i;
    }
    out.write(code);
    for (int i = 0; i < Integer.BYTES + 2; i++) {
      if ((code >> i & 1) != 0) {
        out.write((int) (operands >> i * Byte.SIZE));
      }
    }
  }
}
