package io.docteur.make.packing;

import java.util.Arrays;

/**
 * What a content looks like, in few numbers: contents that have much in common have some of them in
 * common. They are the smallest of the hashes of all its runs of 32 bytes (Broder, "On the
 * resemblance and containment of documents", 1997), by the rolling hash of Gear (Xia et al.,
 * "Ddelta", 2014), so that it matters little where in the content a run lies.
 */
final class Sketch {
  /** How many numbers there are at most. */
  static final int LENGTH = 16;

  /** One run in 32 counts, which costs a small content nothing and a large one little. */
  private static final int SAMPLED_BITS = 5;

  /** A byte leaves the hash when it was shifted out. */
  private static final int RUN = Integer.SIZE;

  private static final int[] GEAR = new int[1 << Byte.SIZE];

  static {
    for (int i = 0; i < GEAR.length; i++) {
      GEAR[i] = mixed(i + 1);
    }
  }

  private Sketch() {}

  /** Returns the sketch of a content: at most {@link #LENGTH} numbers, ascending, each once. */
  static int[] of(byte[] content) {
    int[] smallest = new int[LENGTH];
    int count = 0;
    int hash = 0;
    for (int i = 0; i < content.length; i++) {
      hash = (hash << 1) + GEAR[content[i] & 0xff];
      if (i >= RUN - 1 && hash >>> (Integer.SIZE - SAMPLED_BITS) == 0) {
        int number = mixed(hash);
        if (count < LENGTH || number < smallest[LENGTH - 1]) {
          count = insert(smallest, count, number);
        }
      }
    }
    return Arrays.copyOf(smallest, count);
  }

  private static int insert(int[] smallest, int count, int number) {
    int found = Arrays.binarySearch(smallest, 0, count, number);
    if (found >= 0) {
      return count;
    }
    int at = -found - 1;
    System.arraycopy(smallest, at, smallest, at + 1, Math.min(count, LENGTH - 1) - at);
    smallest[at] = number;
    return Math.min(count + 1, LENGTH);
  }

  /** Spreads a number over all bits; the end of MurmurHash3. */
  private static int mixed(int number) {
    int x = number;
    x = (x ^ x >>> 16) * 0x85EBCA6B;
    x = (x ^ x >>> 13) * 0xC2B2AE35;
    return x ^ x >>> 16;
  }
}
