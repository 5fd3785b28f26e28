package io.docteur.pack;

/**
 * Tells which objects were read not long ago: those are worth keeping, while most of what is read
 * once is never read again. Racy on purpose: a lost update only costs a second look.
 */
final class RecentReads {
  private static final int SLOT_BITS = 12;

  /** 2^32 over the golden ratio, which spreads neighbours. */
  private static final int SPREAD = 0x9E3779B9;

  /** By slot, the object that was read last, plus 1. */
  private final int[] slots = new int[1 << SLOT_BITS];

  /** Returns whether the object with a rank was read not long ago, and notes that it is now. */
  boolean add(int rank) {
    int slot = rank * SPREAD >>> (Integer.SIZE - SLOT_BITS);
    boolean known = slots[slot] == rank + 1;
    if (!known) {
      slots[slot] = rank + 1;
    }
    return known;
  }
}
