package io.docteur.inflate;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Decodes one Huffman code of deflate (RFC 1951, 3.2) by looking up its next bits: a main table for
 * the codewords up to {@code rootBits} long, and one sub-table for each longer beginning. What is
 * looked up is an <em>entry</em>, which packs all that a symbol means:
 *
 * <pre>
 *   bit  31      it is a literal
 *   bits 16..30  the literal, the length, the length's or distance's base, or where a sub-table is
 *   bit  15      it is not just a literal, length or distance: one of the next three, or no codeword
 *   bit  14      it leads to a sub-table
 *   bit  13      it ends the block
 *   bit  12      it is the base of a length whose extra bits follow
 *   bits 8..11   bits of the codeword, behind the root; of the sub-table's index, if it leads there
 *   bits 0..5    bits of the codeword, behind the root, and its extra bits together
 * </pre>
 *
 * <p>Where a length's extra bits are among those that are looked up, its entry is of the length
 * itself, as if it were a symbol without any.
 *
 * <p>The tables of a block's two codes lie at fixed places in one array: a loop over a block then
 * needs little more than that array to be in a register. The technique is that of libdeflate's and
 * zlib's documentation. Not thread-safe.
 */
final class HuffmanTable {
  private static final int LITERAL = 1 << 31;
  static final int EXCEPTIONAL = 1 << 15;
  static final int SUB_TABLE = 1 << 14;
  static final int END_OF_BLOCK = 1 << 13;
  private static final int EXTRA = 1 << 12;
  static final int VALUE_SHIFT = 16;
  private static final int CODE_SHIFT = 8;
  private static final int CODE_MASK = 15;
  static final int TOTAL_MASK = 63;

  private static final int LONGEST_CODEWORD = 15;

  private static final int LENGTH_BITS = 4;

  /** The number of symbols of literals and lengths, of which the last two mean nothing. */
  static final int LITERALS = 288;

  /** The number of symbols of distances, of which the last two mean nothing. */
  static final int DISTANCES = 32;

  /** The number of symbols of the code in which the lengths of codewords are written. */
  static final int LENGTHS = 19;

  /** The symbol of the end of the block, behind those of literals. */
  static final int END_SYMBOL = 256;

  /** One bit more gains nothing where streams are long, and costs where they are short. */
  private static final int LITERAL_ROOT = 10;

  private static final int DISTANCE_ROOT = 8;
  private static final int LENGTH_ROOT = 7;

  /** The bits that are looked up in the main table of literals and lengths, which comes first. */
  static final int LITERAL_MASK = (1 << LITERAL_ROOT) - 1;

  /** The bits that are looked up in the main table of distances. */
  static final int DISTANCE_MASK = (1 << DISTANCE_ROOT) - 1;

  /** Where the main table of distances starts. */
  static final int DISTANCES_START = LITERAL_MASK + 1;

  private static final int LITERAL_SUBS = DISTANCES_START + DISTANCE_MASK + 1;

  /** Enough for the worst code: zlib's enough.c finds 310 behind 10 bits, and 146 behind 8. */
  private static final int LITERAL_SUB_LENGTH = 310;

  private static final int DISTANCE_SUBS = LITERAL_SUBS + LITERAL_SUB_LENGTH;
  private static final int DISTANCE_SUB_LENGTH = 146;

  /** The length of the array of a block's two codes. */
  static final int ENTRIES = DISTANCE_SUBS + DISTANCE_SUB_LENGTH;

  private final int[] meanings;
  private final int[] entries;
  private final int start;
  private final int rootBits;
  private final int subs;

  private final int[] counts = new int[LONGEST_CODEWORD + 1];
  private final int[] next = new int[LONGEST_CODEWORD + 1];
  private final short[] sorted;

  /** The codewords in the main table that are bases of lengths. */
  private final short[] bases = new short[Meanings.BASES];

  private HuffmanTable(int[] meanings, int[] entries, int start, int rootBits, int subs) {
    this.meanings = meanings;
    this.entries = entries;
    this.start = start;
    this.rootBits = rootBits;
    this.subs = subs;
    this.sorted = new short[meanings.length];
  }

  /** Returns a table for literals, lengths and the end of the block, in its part of an array. */
  static HuffmanTable ofLiterals(int[] entries) {
    return new HuffmanTable(Meanings.LITERALS_AND_LENGTHS, entries, 0, LITERAL_ROOT, LITERAL_SUBS);
  }

  /** Returns a table for distances, in its part of an array. */
  static HuffmanTable ofDistances(int[] entries) {
    return new HuffmanTable(
        Meanings.DISTANCES, entries, DISTANCES_START, DISTANCE_ROOT, DISTANCE_SUBS);
  }

  /** Returns a table for the lengths of codewords. */
  static HuffmanTable ofLengths() {
    int length = 1 << LENGTH_ROOT; // no codeword is longer, so there are no sub-tables
    return new HuffmanTable(Meanings.LENGTHS, new int[length], 0, LENGTH_ROOT, length);
  }

  /** Returns what is looked up, by indexes that an {@link #index} or {@link #subIndex} gives. */
  int[] entries() {
    return entries;
  }

  /** Returns the index of the entry of the next bits. */
  int index(int bits) {
    return start + (bits & ((1 << rootBits) - 1));
  }

  /**
   * Returns the index that an entry which leads to a sub-table and the bits behind its own have.
   */
  static int subIndex(int entry, int bits) {
    int mask = (1 << (entry >>> CODE_SHIFT & CODE_MASK)) - 1;
    return (entry >>> VALUE_SHIFT) + (bits & mask);
  }

  /** Returns the length or distance that an entry and the bits from its own on say. */
  static int value(int entry, int bits) {
    int codeAndExtra = bits & ((1 << entry) - 1);
    return (entry >>> VALUE_SHIFT) + (codeAndExtra >>> (entry >>> CODE_SHIFT & CODE_MASK));
  }

  /** Tells whether an entry that is no literal and does not end the block is no length either. */
  static boolean isNoLength(int entry) {
    return (entry & (EXCEPTIONAL | EXTRA)) == EXCEPTIONAL;
  }

  /** Returns what {@link #build} takes of a symbol and the bits of its codeword. */
  static short coded(int symbol, int length) {
    return (short) (symbol << LENGTH_BITS | length);
  }

  /** Returns the symbol of what {@link #coded} gave. */
  static int symbol(short coded) {
    return coded >>> LENGTH_BITS;
  }

  private static int length(short coded) {
    return coded & LONGEST_CODEWORD;
  }

  /**
   * Builds the tables of a canonical code.
   *
   * @param symbols holds the symbols that have a codeword, in their order, as {@link #coded}
   * @param from where the first one stands
   * @param to where they end
   * @param first what to take off their numbers
   * @param maySpare whether the code may have no codeword, or a single one of one bit; any other
   *     code has to be complete, as zlib demands
   * @throws DataFormatException when the lengths are those of no such code
   */
  void build(short[] symbols, int from, int to, int first, boolean maySpare)
      throws DataFormatException {
    Arrays.fill(counts, 0);
    for (int i = from; i < to; i++) {
      counts[length(symbols[i])]++;
    }
    int longest = LONGEST_CODEWORD;
    while (longest > 0 && counts[longest] == 0) {
      longest--;
    }
    check(longest, maySpare);
    sort(symbols, from, to, first);
    fill(longest);
  }

  private void check(int longest, boolean maySpare) throws DataFormatException {
    int free = 1;
    for (int length = 1; length <= LONGEST_CODEWORD; length++) {
      free = 2 * free - counts[length];
      if (free < 0) {
        throw new DataFormatException("over-subscribed code");
      }
    }
    if (free > 0 && (longest > 1 || !maySpare)) {
      throw new DataFormatException("incomplete code");
    }
  }

  /** Sorts the symbols by the lengths of their codewords. */
  private void sort(short[] symbols, int from, int to, int first) {
    next[1] = 0;
    for (int length = 1; length < LONGEST_CODEWORD; length++) {
      next[length + 1] = next[length] + counts[length];
    }
    for (int i = from; i < to; i++) {
      sorted[next[length(symbols[i])]++] = (short) (symbol(symbols[i]) - first);
    }
  }

  /**
   * Fills the main table, which doubles with the length of the codewords: what was written for
   * shorter ones repeats. Codewords count up from their first bit on, which is an index's lowest.
   */
  private void fill(int longest) {
    if (longest <= 1 && counts[1] < 2) {
      Arrays.fill(entries, start, start + 2, EXCEPTIONAL | 1);
    }
    int codeword = 0;
    int rank = 0;
    int basesFound = 0;
    for (int length = 1; length <= rootBits; length++) {
      int code = length << CODE_SHIFT | length;
      for (int left = counts[length]; left > 0; left--) {
        int entry = meanings[sorted[rank++]] + code;
        entries[start + codeword] = entry;
        if ((entry & EXTRA) != 0) {
          bases[basesFound++] = (short) codeword;
        }
        codeword = following(codeword, length);
      }
      if (length < rootBits) {
        System.arraycopy(entries, start, entries, start + (1 << length), 1 << length);
      }
    }
    if (longest > rootBits) {
      fillSubs(codeword, rank, longest);
    }
    for (int i = 0; i < basesFound; i++) {
      resolve(bases[i]);
    }
  }

  /** Puts lengths in the place of the base of a length, where its extra bits are looked up too. */
  private void resolve(int codeword) {
    int base = entries[start + codeword];
    int length = base >>> CODE_SHIFT & CODE_MASK;
    int total = base & TOTAL_MASK;
    if (total > rootBits) {
      return;
    }
    int shortest = base & -1 << VALUE_SHIFT | total << CODE_SHIFT | total;
    int extra = (1 << (total - length)) - 1;
    for (int i = 0; i < 1 << (rootBits - length); i++) {
      entries[start + codeword + (i << length)] = shortest + ((i & extra) << VALUE_SHIFT);
    }
  }

  private void fillSubs(int first, int firstRank, int longest) {
    int codeword = first;
    int rank = firstRank;
    int sub = subs;
    int size = 0;
    int root = -1;
    for (int length = rootBits + 1; length <= longest; length++) {
      int behind = length - rootBits;
      int code = behind << CODE_SHIFT | behind;
      for (int left = counts[length]; left > 0; left--) {
        int beginning = index(codeword);
        if (beginning != root) {
          root = beginning;
          sub += size;
          int bits = subBits(length, left);
          size = 1 << bits;
          entries[root] =
              EXCEPTIONAL | SUB_TABLE | sub << VALUE_SHIFT | bits << CODE_SHIFT | rootBits;
        }
        int entry = meanings[sorted[rank++]] + code;
        for (int i = codeword >>> rootBits; i < size; i += 1 << behind) {
          entries[sub + i] = entry;
        }
        codeword = following(codeword, length);
      }
    }
  }

  /** Returns the bits of a sub-table that starts with the last codewords of a length. */
  private int subBits(int length, int left) {
    int bits = length - rootBits;
    for (int used = left; used < 1 << bits; ) {
      bits++;
      used = 2 * used + counts[rootBits + bits];
    }
    return bits;
  }

  /** Counts up the bits of a codeword that is written backwards; 0 after the last one. */
  private static int following(int codeword, int length) {
    int highestZero = Integer.highestOneBit(~codeword & ((1 << length) - 1));
    return highestZero == 0 ? 0 : codeword & (highestZero - 1) | highestZero;
  }

  /** What the symbols mean: entries but for the codewords' bits. */
  private static final class Meanings {
    private static final int MOST_LENGTH = 258;
    private static final int SHORTEST = 3;
    private static final int FIRST_LENGTH = END_SYMBOL + 1;
    private static final int LAST_LENGTH = 285;
    private static final int LAST_DISTANCE = 29;

    /** The number of length symbols with extra bits. */
    static final int BASES = 20;

    static final int[] LITERALS_AND_LENGTHS = literalsAndLengths();
    static final int[] DISTANCES = distances();
    static final int[] LENGTHS = lengths();

    private static int[] literalsAndLengths() {
      int[] meanings = new int[HuffmanTable.LITERALS];
      Arrays.fill(meanings, EXCEPTIONAL);
      for (int literal = 0; literal < END_SYMBOL; literal++) {
        meanings[literal] = LITERAL | literal << VALUE_SHIFT;
      }
      meanings[END_SYMBOL] = EXCEPTIONAL | END_OF_BLOCK;
      int base = SHORTEST;
      for (int symbol = FIRST_LENGTH; symbol < LAST_LENGTH; symbol++) {
        int extra = Math.max(0, (symbol - FIRST_LENGTH) / 4 - 1);
        meanings[symbol] = base << VALUE_SHIFT | extra | (extra > 0 ? EXCEPTIONAL | EXTRA : 0);
        base += 1 << extra;
      }
      meanings[LAST_LENGTH] = MOST_LENGTH << VALUE_SHIFT;
      return meanings;
    }

    private static int[] distances() {
      int[] meanings = new int[HuffmanTable.DISTANCES];
      Arrays.fill(meanings, EXCEPTIONAL);
      int base = 1;
      for (int symbol = 0; symbol <= LAST_DISTANCE; symbol++) {
        int extra = Math.max(0, symbol / 2 - 1);
        meanings[symbol] = base << VALUE_SHIFT | extra;
        base += 1 << extra;
      }
      return meanings;
    }

    private static int[] lengths() {
      int[] meanings = new int[HuffmanTable.LENGTHS];
      for (int symbol = 0; symbol < meanings.length; symbol++) {
        meanings[symbol] = symbol << VALUE_SHIFT;
      }
      return meanings;
    }
  }
}
