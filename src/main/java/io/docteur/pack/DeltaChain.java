package io.docteur.pack;

import io.docteur.storage.ByteBoundedCache;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The deltas from an object down to the nearest one that is stored whole or in the cache. Chains
 * may be of any length; one that leads back into itself is found by Brent's algorithm (BIT 20,
 * 1980), in constant memory and linear time.
 */
final class DeltaChain {
  private long[] deltas = new long[8];
  private int length;
  private StoredObject cached;
  private PackEntry whole;
  private OptionalInt crc32 = OptionalInt.empty();
  private boolean kept = true;

  /**
   * Walks a chain, reading the headers of its entries only.
   *
   * @param cache where to look for bases, or null
   */
  static DeltaChain from(PackBytes pack, ObjectIndex index, ByteBoundedCache cache, long offset)
      throws IOException {
    DeltaChain chain = new DeltaChain();
    chain.walk(pack, index, cache, offset);
    return chain;
  }

  private void walk(PackBytes pack, ObjectIndex index, ByteBoundedCache cache, long first)
      throws IOException {
    long mark = -1;
    for (long offset = first; ; ) {
      if (cache != null && cache.get(pack.start() + offset) instanceof StoredObject object) {
        cached = object;
        return;
      }
      PackEntry entry = resolved(pack, index, offset);
      if (!entry.isDelta()) {
        whole = entry;
        return;
      }
      add(offset);
      offset = entry.base();
      if (offset == mark) {
        throw pack.damaged(first, "a chain of deltas leads back into itself");
      }
      if (Integer.bitCount(length) == 1) {
        mark = offset;
      }
    }
  }

  /** Returns the header at an offset, with the position of its base. */
  static PackEntry resolved(PackBytes pack, ObjectIndex index, long offset) throws IOException {
    PackEntry entry = pack.entry(offset);
    if (entry.baseId() == null) {
      return entry;
    }
    int rank = index.rank(entry.baseId());
    if (rank < 0) {
      throw pack.damaged(offset, entry.baseId(), "the base of a delta is not in the pack");
    }
    return entry.withBase(index.offset(rank));
  }

  private void add(long offset) {
    if (length == deltas.length) {
      deltas = Arrays.copyOf(deltas, 2 * length);
    }
    deltas[length++] = offset;
  }

  /** Returns the number of deltas. */
  int length() {
    return length;
  }

  /**
   * Returns the offset of a delta; 0 is the object itself, each next one the base of the former.
   */
  long delta(int index) {
    return deltas[index];
  }

  /** Demands that the entry of an object that is stored whole has a CRC-32. */
  void require(int crc32) {
    this.crc32 = OptionalInt.of(crc32);
  }

  /** Returns the CRC-32 that the entry of an object that is stored whole must have, if any. */
  OptionalInt required() {
    return crc32;
  }

  /**
   * Says whether the object itself is to be kept in the cache, as the bases on the way are: most
   * blobs are read once, and to keep each of them is work for the garbage collector.
   */
  void keepObject(boolean again) {
    kept = again;
  }

  /** Tells whether the object itself is to be kept. */
  boolean isObjectKept() {
    return kept;
  }

  /** Returns the type of every object of the chain. */
  ObjectType type() {
    return cached == null ? whole.type() : cached.type();
  }

  /** Returns the object that the last delta is against when it was in the cache, or null. */
  StoredObject cached() {
    return cached;
  }

  /** Returns the object that the last delta is against when it was not in the cache, or null. */
  PackEntry whole() {
    return whole;
  }
}
