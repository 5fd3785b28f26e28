package io.docteur.pack;

import io.docteur.storage.CachedBytes;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The entries from an object's own down to the first that is no delta or that is in the cache as an
 * object. What is in the cache stays there until the chain is closed.
 */
final class CheckedChain implements Closeable {
  private static final int FIRST_CAPACITY = 8;

  private final List<CachedBytes> held = new ArrayList<>();
  private final List<CachedBytes> reserved = new ArrayList<>();
  private int[] ranks = new int[FIRST_CAPACITY];
  private long[] offsets = new long[FIRST_CAPACITY];
  private int[] lengths = new int[FIRST_CAPACITY];
  private CachedBytes[] deltas = new CachedBytes[FIRST_CAPACITY];
  private int count;
  private CachedBytes object;

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
  void addDelta(CachedBytes cached, int rank, long offset) {
    add(rank, offset, 0);
    deltas[count - 1] = hold(cached);
  }

  /** Ends the chain with an object that is in the cache. */
  void end(CachedBytes cached, int rank, long offset) {
    add(rank, offset, 0);
    object = hold(cached);
  }

  private CachedBytes hold(CachedBytes cached) {
    held.add(cached);
    return cached;
  }

  /** Lets room for what an entry makes be released by and by, and returns it. */
  CachedBytes reserve(CachedBytes room) {
    reserved.add(room);
    return room;
  }

  /**
   * Releases what was reserved, since the next object is made: all of a long chain together could
   * fill the heap.
   *
   * @param next where that lies, which stays reserved, or null when it lies elsewhere
   */
  void releaseAllBut(CachedBytes next) {
    reserved.remove(next);
    reserved.forEach(CachedBytes::release);
    reserved.clear();
    if (next != null) {
      reserved.add(next);
    }
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
  CachedBytes delta(int i) {
    return deltas[i];
  }

  /** Returns the object at the end when it was in the cache, or null. */
  CachedBytes object() {
    return object;
  }

  /** Tells whether the wanted object itself was in the cache. */
  boolean isKnown() {
    return object != null && count == 1;
  }

  @Override
  public void close() {
    releaseAllBut(null);
    held.forEach(CachedBytes::release);
    held.clear();
  }
}
