package io.docteur.pack;

/**
 * An inflated delta as the cache keeps it, its entry found to be the right one. Immutable.
 *
 * @param rank the rank of the object that it makes
 * @param base the rank of the object that it is against
 * @param baseOffset where that one's entry starts
 * @param bytes the delta; nobody changes it
 */
record StoredDelta(int rank, int base, long baseOffset, byte[] bytes) {
  /** The object itself and the head of its array. */
  private static final int OVERHEAD = 56;

  long footprint() {
    return (long) bytes.length + OVERHEAD;
  }
}
