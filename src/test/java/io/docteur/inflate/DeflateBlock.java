package io.docteur.inflate;

import java.util.Arrays;
import java.util.Random;

/** A last block of deflate with codes of its own, bit by bit. */
final class DeflateBlock {
  private static final int END_OF_BLOCK = 256;
  private static final int LONGEST = 15;

  private final byte[] bytes = new byte[2000];
  private int length;

  /** Starts a block whose lengths of codewords have four bits each. */
  private DeflateBlock(int literals, int distances) {
    put(1, 1);
    put(2, 2);
    put(literals - 257, 5);
    put(distances - 1, 5);
    put(15, 4); // 16 lengths of four bits each, three symbols that repeat, in the format's order
    for (int i = 0; i < 3; i++) {
      put(0, 3);
    }
    for (int i = 3; i < 19; i++) {
      put(4, 3);
    }
  }

  /** Returns a block of codes that are mostly complete, and random bits behind them. */
  static byte[] random(Random random) {
    int literals = 257 + random.nextInt(random.nextInt(50) == 0 ? 32 : 30);
    int distances = 1 + random.nextInt(random.nextInt(50) == 0 ? 32 : 30);
    DeflateBlock block = new DeflateBlock(literals, distances);
    block.putCode(random, literals);
    block.putCode(random, distances);
    int rest = random.nextInt(2000);
    for (int i = 0; i < rest; i++) {
      block.put(random.nextInt(256), 8);
      if (block.length + 64 > block.bytes.length * Byte.SIZE) {
        break;
      }
    }
    return block.end();
  }

  /**
   * Returns a block of codewords of 1 to 15 bits: some literals of one bit each, and then matches
   * of 47 bits each, more than 12,288 bytes back.
   */
  static byte[] ofLongCodewords(int literals, int matches) {
    int symbols = 285;
    int distances = 28;
    DeflateBlock block = new DeflateBlock(symbols, distances);
    block.putLengths(lengths(symbols, 'a', END_OF_BLOCK));
    block.putLengths(lengths(distances));
    block.put(0, literals);
    for (int i = 0; i < matches; i++) {
      block.put(-1, LONGEST);
      block.put(i, 5);
      block.put(-1, LONGEST);
      block.put(i, 12);
    }
    block.put(1, 2); // the end of the block
    return block.end();
  }

  /** Returns one length more for each symbol: some first, and then the last ones. */
  private static byte[] lengths(int count, int... first) {
    byte[] lengths = new byte[count];
    int length = 1;
    for (int symbol : first) {
      lengths[symbol] = (byte) length++;
    }
    for (int symbol = count - LONGEST - 2 + length; symbol < count; symbol++) {
      lengths[symbol] = (byte) Math.min(length++, LONGEST);
    }
    return lengths;
  }

  /** Splits codewords at random until there are enough, and sometimes spoils the result. */
  private void putCode(Random random, int symbols) {
    byte[] lengths = new byte[symbols];
    int used = symbols > 256 ? 2 + random.nextInt(symbols - 1) : random.nextInt(symbols + 1);
    int count = Math.min(used, 1);
    if (used == 1) {
      lengths[0] = 1;
    }
    while (count < used) {
      int split = random.nextInt(random.nextInt(3) == 0 ? count : Math.min(count, 3));
      if (lengths[split] < 15) {
        lengths[count++] = ++lengths[split];
      }
    }
    for (int i = symbols - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      byte swapped = lengths[i];
      lengths[i] = lengths[other];
      lengths[other] = swapped;
    }
    if (random.nextInt(20) == 0) {
      lengths[random.nextInt(symbols)] = (byte) random.nextInt(16);
    }
    if (symbols > 256 && lengths[256] == 0) {
      int other = random.nextInt(256);
      lengths[256] = lengths[other];
      lengths[other] = 0;
    }
    putLengths(lengths);
  }

  private void putLengths(byte[] lengths) {
    for (byte each : lengths) {
      put(Integer.reverse(each) >>> 28, 4); // codewords start with their highest bit
    }
  }

  private void put(int value, int count) {
    for (int i = 0; i < count; i++, length++) {
      bytes[length / Byte.SIZE] |= (byte) ((value >>> i & 1) << length % Byte.SIZE);
    }
  }

  private byte[] end() {
    return Arrays.copyOf(bytes, (length + 7) / Byte.SIZE);
  }
}
