package io.docteur.pack;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * The lengths of the codewords of a block's two codes, which stand before it in a code of their own
 * (RFC 1951, 3.2.7). Not thread-safe.
 */
final class CodeLengths {
  private static final int MOST_LITERALS = 286;
  private static final int MOST_DISTANCES = 30;
  private static final int END_OF_BLOCK = 256;
  private static final int REPEAT_LAST = 16;
  private static final int REPEAT_ZERO = 17;

  /** The order in which the lengths of the lengths' own code stand. */
  private static final byte[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final HuffmanTable table = HuffmanTable.ofLengths();
  private final byte[] own = new byte[HuffmanTable.LENGTHS];
  private final byte[] lengths = new byte[MOST_LITERALS + MOST_DISTANCES];
  private int literals;
  private int count;
  private int read;

  /** Starts with the numbers of symbols of both codes. */
  void start(int literals, int distances) throws DataFormatException {
    if (literals > MOST_LITERALS || distances > MOST_DISTANCES) {
      throw new DataFormatException("too many length or distance symbols");
    }
    this.literals = literals;
    count = literals + distances;
    Arrays.fill(own, (byte) 0);
    read = 0;
  }

  /** Takes the next length of the lengths' own code. */
  void add(int length) {
    own[ORDER[read++]] = (byte) length;
  }

  /** Builds the lengths' own code. */
  void build() throws DataFormatException {
    table.build(own, 0, own.length, false);
    read = 0;
  }

  /** Tells whether all lengths were read. */
  boolean isComplete() {
    return read == count;
  }

  /** Reads the next length or the next equal ones, and returns how many bits that took. */
  int next(int bits) throws DataFormatException {
    int entry = table.entries()[table.index(bits)];
    int used = entry & HuffmanTable.TOTAL_MASK;
    int symbol = entry >>> HuffmanTable.VALUE_SHIFT;
    if (symbol < REPEAT_LAST) {
      lengths[read++] = (byte) symbol;
      return used;
    }
    int extra = bits >>> used;
    if (symbol == REPEAT_LAST) {
      if (read == 0) {
        throw invalidRepeat();
      }
      repeat(lengths[read - 1], 3 + (extra & 3));
      return used + 2;
    }
    if (symbol == REPEAT_ZERO) {
      repeat((byte) 0, 3 + (extra & 7));
      return used + 3;
    }
    repeat((byte) 0, 11 + (extra & 127));
    return used + 7;
  }

  private void repeat(byte length, int times) throws DataFormatException {
    if (times > count - read) {
      throw invalidRepeat();
    }
    Arrays.fill(lengths, read, read + times, length);
    read += times;
  }

  private static DataFormatException invalidRepeat() {
    return new DataFormatException("invalid bit length repeat");
  }

  /** Builds both codes. */
  void build(HuffmanTable literalTable, HuffmanTable distanceTable) throws DataFormatException {
    if (lengths[END_OF_BLOCK] == 0) {
      throw new DataFormatException("missing end-of-block");
    }
    literalTable.build(lengths, 0, literals, true);
    distanceTable.build(lengths, literals, count - literals, true);
  }
}
