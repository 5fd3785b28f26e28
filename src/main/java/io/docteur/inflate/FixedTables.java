package io.docteur.inflate;

import java.util.zip.DataFormatException;

/** The tables of the code of blocks that have none of their own (RFC 1951, 3.2.6). Immutable. */
final class FixedTables {
  static final HuffmanTable LITERALS;
  static final HuffmanTable DISTANCES;

  static {
    int[] entries = new int[HuffmanTable.ENTRIES];
    LITERALS = HuffmanTable.ofLiterals(entries);
    DISTANCES = HuffmanTable.ofDistances(entries);
    short[] literals = new short[HuffmanTable.LITERALS];
    for (int symbol = 0; symbol < literals.length; symbol++) {
      int length = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
      literals[symbol] = HuffmanTable.coded(symbol, length);
    }
    short[] distances = new short[HuffmanTable.DISTANCES];
    for (int symbol = 0; symbol < distances.length; symbol++) {
      distances[symbol] = HuffmanTable.coded(symbol, 5);
    }
    try {
      LITERALS.build(literals, 0, literals.length, 0, false);
      DISTANCES.build(distances, 0, distances.length, 0, false);
    } catch (DataFormatException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
