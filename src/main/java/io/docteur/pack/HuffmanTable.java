package io.docteur.pack;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Decodes one Huffman code of deflate (RFC 1951, 3.2) by looking up its next bits: a main table for
 * the codewords up to {@code rootBits} long, and one sub-table for each longer beginning. What is
 * looked up is an <em>entry</em>, which packs all that a symbol means:
 *
 * <pre>
 *   bit  31      it is a literal
 *   bits 16..30  the literal, the length's or distance's base, or where a sub-table starts
 *   bit  15      it is neither literal, length nor distance: one of the next two, or no codeword
 *   bit  14      it leads to a sub-table
 *   bit  13      it ends the block
 *   bits 8..11   bits of the codeword, behind the root; of the sub-table's index, if it leads there
 *   bits 0..5    bits of the codeword, behind the root, and its extra bits together
 * </pre>
 *
 * <p>The tables' lengths are powers of two: an index masked by {@code length - 1} needs no check.
 * The technique is that of libdeflate's and zlib's documentation. Not thread-safe.
 */
final class HuffmanTable {
  static final int LITERAL = 1 << 31;
  static final int EXCEPTIONAL = 1 << 15;
  static final int SUB_TABLE = 1 << 14;
  static final int END_OF_BLOCK = 1 << 13;
  static final int VALUE_SHIFT = 16;
  static final int CODE_SHIFT = 8;
  static final int CODE_MASK = 15;
  static final int TOTAL_MASK = 63;

  static final int LONGEST_CODEWORD = 15;

  /** The number of symbols of literals and lengths, of which the last two mean nothing. */
  static final int LITERALS = 288;

  /** The number of symbols of distances, of which the last two mean nothing. */
  static final int DISTANCES = 32;

  /** The number of symbols of the code in which the lengths of codewords are written. */
  static final int LENGTHS = 19;

  private static final int END_SYMBOL = 256;
  private static final int LITERAL_ROOT = 11;
  private static final int DISTANCE_ROOT = 8;
  private static final int LENGTH_ROOT = 7;

  /** Enough for the worst code: zlib's enough.c finds 294 behind 11 bits, and 146 behind 8. */
  private static final int SUB_LENGTH = 512;

  private final int[] meanings;
  private final int rootBits;

  /** The main tables of 1, 2, 4… entries, made when first needed: short codes take small ones. */
  private final int[][] mains;

  private final int[] subs = new int[SUB_LENGTH];
  private final int[] counts = new int[LONGEST_CODEWORD + 1];
  private final int[] next = new int[LONGEST_CODEWORD + 2];
  private final short[] sorted;
  private int[] main;

  private HuffmanTable(int[] meanings, int rootBits) {
    this.meanings = meanings;
    this.rootBits = rootBits;
    this.mains = new int[rootBits + 1][];
    this.sorted = new short[meanings.length];
  }

  /** Returns a table for literals, lengths and the end of the block. */
  static HuffmanTable ofLiterals() {
    return new HuffmanTable(Meanings.LITERALS_AND_LENGTHS, LITERAL_ROOT);
  }

  /** Returns a table for distances. */
  static HuffmanTable ofDistances() {
    return new HuffmanTable(Meanings.DISTANCES, DISTANCE_ROOT);
  }

  /** Returns a table for the lengths of codewords. */
  static HuffmanTable ofLengths() {
    return new HuffmanTable(Meanings.LENGTHS, LENGTH_ROOT);
  }

  /** Returns the main table, indexed by the next bits. */
  int[] main() {
    return main;
  }

  /** Returns all sub-tables, indexed by a value plus the bits behind the root. */
  int[] subs() {
    return subs;
  }

  /**
   * Builds the tables of a canonical code.
   *
   * @param lengths the bits of each symbol's codeword, 0 for a symbol without one
   * @param from where the first symbol's stands
   * @param symbols how many there are
   * @param maySpare whether the code may have no codeword, or a single one of one bit; any other
   *     code has to be complete, as zlib demands
   * @throws DataFormatException when the lengths are those of no such code
   */
  void build(byte[] lengths, int from, int symbols, boolean maySpare) throws DataFormatException {
    Arrays.fill(counts, 0);
    for (int i = 0; i < symbols; i++) {
      counts[lengths[from + i]]++;
    }
    int longest = LONGEST_CODEWORD;
    while (longest > 0 && counts[longest] == 0) {
      longest--;
    }
    check(longest, maySpare);
    sort(lengths, from, symbols);
    int mainBits = Math.min(Math.max(longest, 1), rootBits);
    if (mains[mainBits] == null) {
      mains[mainBits] = new int[1 << mainBits];
    }
    main = mains[mainBits];
    fill(longest, mainBits);
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
  private void sort(byte[] lengths, int from, int symbols) {
    next[1] = 0;
    for (int length = 1; length <= LONGEST_CODEWORD; length++) {
      next[length + 1] = next[length] + counts[length];
    }
    for (int symbol = 0; symbol < symbols; symbol++) {
      int length = lengths[from + symbol];
      if (length != 0) {
        sorted[next[length]++] = (short) symbol;
      }
    }
  }

  /**
   * Fills the main table, which doubles with the length of the codewords: what was written for
   * shorter ones repeats. Codewords count up from their first bit on, which is an index's lowest.
   */
  private void fill(int longest, int mainBits) {
    if (longest <= 1 && counts[1] < 2) {
      Arrays.fill(main, EXCEPTIONAL | 1);
    }
    int codeword = 0;
    int rank = 0;
    for (int length = 1; length <= mainBits; length++) {
      int code = length << CODE_SHIFT | length;
      for (int left = counts[length]; left > 0; left--) {
        main[codeword] = meanings[sorted[rank++]] + code;
        codeword = following(codeword, length);
      }
      if (length < mainBits) {
        System.arraycopy(main, 0, main, 1 << length, 1 << length);
      }
    }
    if (longest > mainBits) {
      fillSubs(codeword, rank, longest, mainBits);
    }
  }

  private void fillSubs(int first, int firstRank, int longest, int mainBits) {
    int codeword = first;
    int rank = firstRank;
    int start = 0;
    int size = 0;
    int root = -1;
    for (int length = mainBits + 1; length <= longest; length++) {
      int code = (length - mainBits) << CODE_SHIFT | (length - mainBits);
      for (int left = counts[length]; left > 0; left--) {
        int beginning = codeword & (main.length - 1);
        if (beginning != root) {
          root = beginning;
          start += size;
          int bits = subBits(length, left, mainBits);
          size = 1 << bits;
          main[root] =
              EXCEPTIONAL | SUB_TABLE | start << VALUE_SHIFT | bits << CODE_SHIFT | mainBits;
        }
        int entry = meanings[sorted[rank++]] + code;
        for (int i = codeword >>> mainBits; i < size; i += 1 << (length - mainBits)) {
          subs[start + i] = entry;
        }
        codeword = following(codeword, length);
      }
    }
  }

  /** Returns the bits of a sub-table that starts with the last codewords of a length. */
  private int subBits(int length, int left, int mainBits) {
    int bits = length - mainBits;
    for (int used = left; used < 1 << bits; ) {
      bits++;
      used = 2 * used + counts[mainBits + bits];
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
        meanings[symbol] = base << VALUE_SHIFT | extra;
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
