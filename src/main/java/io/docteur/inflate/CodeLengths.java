package io.docteur.inflate;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * The lengths of the codewords of a block's two codes, which stand before it in a code of their own
 * (RFC 1951, 3.2.7). Not thread-safe.
 */
final class CodeLengths {
  private static final int MOST_LITERALS = 286;
  private static final int MOST_DISTANCES = 30;
  private static final int REPEAT_LAST = 16;
  private static final int REPEAT_ZERO = 17;

  /** The order in which the lengths of the lengths' own code stand. */
  private static final byte[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final HuffmanTable table = HuffmanTable.ofLengths();
  private final byte[] own = new byte[HuffmanTable.LENGTHS];
  private final short[] ownSymbols = new short[HuffmanTable.LENGTHS];

  /** The symbols of both codes that have a codeword; distances count behind the literals. */
  private final short[] symbols = new short[MOST_LITERALS + MOST_DISTANCES];

  private int present;
  private int literals;
  private int count;
  private int read;
  private int last;

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
    int coded = 0;
    for (int symbol = 0; symbol < own.length; symbol++) {
      if (own[symbol] != 0) {
        ownSymbols[coded++] = HuffmanTable.coded(symbol, own[symbol]);
      }
    }
    table.build(ownSymbols, 0, coded, 0, false);
    read = 0;
    present = 0;
  }

  /** Tells whether all lengths were read. */
  boolean isComplete() {
    return read == count;
  }

  /**
   * Reads the next length or the next equal ones, and returns how many bits that took: 14 at most.
   */
  int next(int bits) throws DataFormatException {
    int entry = table.entries()[table.index(bits)];
    int used = entry & HuffmanTable.TOTAL_MASK;
    int symbol = entry >>> HuffmanTable.VALUE_SHIFT;
    if (symbol < REPEAT_LAST) {
      last = symbol;
      add(1, symbol);
      return used;
    }
    int extra = bits >>> used;
    if (symbol == REPEAT_LAST) {
      if (read == 0) {
        throw invalidRepeat();
      }
      repeat(3 + (extra & 3), last);
      return used + 2;
    }
    last = 0;
    if (symbol == REPEAT_ZERO) {
      repeat(3 + (extra & 7), 0);
      return used + 3;
    }
    repeat(11 + (extra & 127), 0);
    return used + 7;
  }

  private void repeat(int times, int length) throws DataFormatException {
    if (times > count - read) {
      throw invalidRepeat();
    }
    add(times, length);
  }

  private void add(int times, int length) {
    for (int i = length == 0 ? times : 0; i < times; i++) {
      symbols[present++] = HuffmanTable.coded(read + i, length);
    }
    read += times;
  }

  private static DataFormatException invalidRepeat() {
    return new DataFormatException("invalid bit length repeat");
  }

  /**
   * Builds both codes, when all lengths were read.
   *
   * @throws DataFormatException when zlib would take one of them for none
   */
  void build(HuffmanTable literalTable, HuffmanTable distanceTable) throws DataFormatException {
    int distances = behind(literals, present);
    int lengths = behind(HuffmanTable.END_SYMBOL, distances);
    if (lengths == distances || HuffmanTable.symbol(symbols[lengths]) != HuffmanTable.END_SYMBOL) {
      throw new DataFormatException("missing end-of-block");
    }
    literalTable.build(symbols, 0, distances, 0, true);
    distanceTable.build(symbols, distances, present, literals, true);
  }

  /** Returns the index of the first symbol from a number on, below a limit, or else the limit. */
  private int behind(int number, int limit) {
    int index = limit;
    while (index > 0 && HuffmanTable.symbol(symbols[index - 1]) >= number) {
      index--;
    }
    return index;
  }
}
