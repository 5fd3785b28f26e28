package io.docteur.make.packing;

import io.docteur.make.source.StoredEntry;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How each object is going to be stored, in columns by object. Different objects may be set by
 * different threads.
 */
public final class PackedEntries {
  /** The base of an object that is stored whole. */
  static final int WHOLE = StoredEntry.NO_BASE;

  private static final long STORED = -1;
  private static final int POSITION_BITS = 48;

  private final int[] bases;
  private final long[] places;
  private final long[] lengths;
  private final int[] deltaSizes;

  /** By object, where in its zlib stream each step behind the first starts. */
  private final Map<Integer, long[]> steps = new ConcurrentHashMap<>();

  PackedEntries(int count) {
    bases = new int[count];
    Arrays.fill(bases, WHOLE);
    places = new long[count];
    lengths = new long[count];
    deltaSizes = new int[count];
  }

  /** The entry that the source has, whole or with the base that it has there. */
  void setStored(int object, int base) {
    bases[object] = base;
    places[object] = STORED;
  }

  /**
   * An entry in a spool.
   *
   * @param deltaSize the bytes of the inflated delta; not used for an object that is stored whole
   */
  void setSpooled(int object, int base, int deltaSize, int spool, long position, long length) {
    bases[object] = base;
    places[object] = ((long) spool << POSITION_BITS) | position;
    lengths[object] = length;
    deltaSizes[object] = deltaSize;
  }

  /** Stores an object as others note it under a number of theirs. */
  void set(int object, PackedEntries others, int number) {
    bases[object] = others.bases[number];
    places[object] = others.places[number];
    lengths[object] = others.lengths[number];
    deltaSizes[object] = others.deltaSizes[number];
  }

  /** The starts of the steps behind the first, for a large object that is in a spool. */
  void setSteps(int object, long[] starts) {
    steps.put(object, starts);
  }

  /** Returns what {@link #setSteps} was given, or null. */
  long[] steps(int object) {
    return steps.get(object);
  }

  int base(int object) {
    return bases[object];
  }

  /** Tells whether the source has the entry. */
  boolean isStored(int object) {
    return places[object] == STORED;
  }

  int spool(int object) {
    return (int) (places[object] >>> POSITION_BITS);
  }

  long position(int object) {
    return places[object] & ((1L << POSITION_BITS) - 1);
  }

  long length(int object) {
    return lengths[object];
  }

  int deltaSize(int object) {
    return deltaSizes[object];
  }

  /** Returns how many deltas lie between an object and the one at the end of its chain of bases. */
  int depth(int object) {
    int depth = 0;
    for (int base = bases[object]; base != WHOLE; base = bases[base]) {
      depth++;
    }
    return depth;
  }

  /** Returns the number of the object at the end of an object's chain of bases. */
  int root(int object) {
    int root = object;
    while (bases[root] != WHOLE) {
      root = bases[root];
    }
    return root;
  }
}
