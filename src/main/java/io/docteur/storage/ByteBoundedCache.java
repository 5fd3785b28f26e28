package io.docteur.storage;

/**
 * A cache bounded by the bytes of its values, shared by all threads and all kinds of values of one
 * image. Look-ups take no lock. Eviction follows SIEVE (Zhang et al., NSDI 2024), which a single
 * pass over the whole image does not flush.
 *
 * <p>Keys are positions in the image: what lies at byte {@code p} has key {@code p}; what was
 * computed from what lies there has key {@code ~p}.
 */
public final class ByteBoundedCache {

  /**
   * An empty cache.
   *
   * @param maxBytes the budget, at least 0; with 0 nothing is ever kept
   */
  public ByteBoundedCache(long maxBytes) {
    throw new UnsupportedOperationException();
  }

  /** Returns the value of a key, or null. */
  public Object get(long key) {
    throw new UnsupportedOperationException();
  }

  /**
   * Offers a value, which replaces the key's former one. A value larger than half the budget is not
   * kept.
   *
   * @param bytes what the value takes on the heap, without the cache's own bookkeeping, which the
   *     cache adds by itself
   */
  public void put(long key, Object value, long bytes) {
    throw new UnsupportedOperationException();
  }

  /** Returns the bytes that the cache holds now, its own bookkeeping included. */
  public long bytes() {
    throw new UnsupportedOperationException();
  }

  /** Drops everything. */
  public void clear() {
    throw new UnsupportedOperationException();
  }
}
