package io.docteur.pack;

import java.util.Arrays;

/**
 * The entries from an object's own down to the first that is no delta or that is in the cache as an
 * object.
 */
final class CheckedChain {
  private static final int FIRST_CAPACITY = 8;

  private int[] ranks = new int[FIRST_CAPACITY];
  private long[] offsets = new long[FIRST_CAPACITY];
  private int[] lengths = new int[FIRST_CAPACITY];
  private StoredDelta[] deltas = new StoredDelta[FIRST_CAPACITY];
  private int count;
  private StoredObject object;

  /** Adds an entry that has to be loaded. */
  void add(int rank, long offset, int length) {
    if (count == ranks.length) {
      ranks = Arrays.copyOf(ranks, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
      deltas = Arrays.copyOf(deltas, 2 * count);
    }
    ranks[count] = rank;
    offsets[count] = offset;
    lengths[count++] = length;
  }

  /** Adds an entry whose delta is in the cache. */
  void add(StoredDelta delta, long offset) {
    add(delta.rank(), offset, 0);
    deltas[count - 1] = delta;
  }

  /** Ends the chain with an object that is in the cache. */
  void end(StoredObject cached, int rank, long offset) {
    add(rank, offset, 0);
    object = cached;
  }

  /** Returns the number of the last entry; 0 is the object's own. */
  int last() {
    return count - 1;
  }

  int rank(int i) {
    return ranks[i];
  }

  long offset(int i) {
    return offsets[i];
  }

  /** Returns the bytes of an entry that has to be loaded. */
  int length(int i) {
    return lengths[i];
  }

  /** Returns the delta of an entry when it was in the cache, or null. */
  StoredDelta delta(int i) {
    return deltas[i];
  }

  /** Returns the object at the end when it was in the cache, or null. */
  StoredObject object() {
    return object;
  }
}
