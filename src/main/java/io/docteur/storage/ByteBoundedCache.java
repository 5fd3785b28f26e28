package io.docteur.storage;

import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache bounded by the bytes of its values, shared by all threads and all kinds of values of one
 * image. Look-ups take no lock. Eviction is CLOCK's (Corbato, "A Paging Experiment with the Multics
 * System", 1968): values stand in a queue in the order in which they came, those that were asked
 * for since go to its other end again when their turn comes, and the first that was not goes.
 *
 * <p>Keys are positions in the image: what lies at byte {@code p} has key {@code p}; what was
 * computed from what lies there has key {@code ~p}.
 *
 * <p>At no moment does the cache hold more than its budget.
 */
public final class ByteBoundedCache {

  /**
   * What the cache itself takes for a value, in bytes, on a heap without compressed references (on
   * others a third less): its {@link Entry} 64, the boxed key 24, the map's node 48, and 16 in the
   * map's table.
   */
  static final int ENTRY_BYTES = 152;

  /** Odd, so multiplying by it maps distinct keys to distinct keys: 2^64 over the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final ConcurrentHashMap<Long, Entry> map = new ConcurrentHashMap<>();

  // All below is used under the lock of this object only.
  private long maxBytes;
  private long bytes;
  private Entry newest;
  private Entry oldest;

  /** A value and its place in the queue. */
  private static final class Entry {
    final Long key;
    final Object value;
    final long bytes;
    Entry newer;
    Entry older;

    /**
     * Whether it was asked for since it last came to the queue's end. Racy on purpose: a lost
     * update only costs a value its second chance.
     */
    boolean visited;

    Entry(Long key, Object value, long bytes) {
      this.key = key;
      this.value = value;
      this.bytes = bytes;
    }
  }

  /**
   * An empty cache.
   *
   * @param maxBytes the budget, at least 0; with 0 nothing is ever kept
   * @throws IllegalArgumentException when the budget is negative
   */
  public ByteBoundedCache(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a negative budget: " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /** Returns the value of a key, or null. */
  public Object get(long key) {
    Entry entry = map.get(spread(key));
    if (entry == null) {
      return null;
    }
    if (!entry.visited) { // a write only when needed, so that readers share the cache line
      entry.visited = true;
    }
    return entry.value;
  }

  /**
   * Offers a value, which replaces the key's former one. A value that takes more than half the
   * budget is not kept, nor is the former one then.
   *
   * @param bytes what the value takes on the heap, without the cache's own bookkeeping, which the
   *     cache adds by itself
   * @throws IllegalArgumentException when the number of bytes is negative
   * @throws NullPointerException when the value is null
   */
  public void put(long key, Object value, long bytes) {
    if (value == null) {
      throw new NullPointerException("a cached value");
    }
    if (bytes < 0) {
      throw new IllegalArgumentException("a value of " + bytes + " bytes");
    }
    Long mapKey = spread(key);
    synchronized (this) {
      boolean kept = keeps(bytes);
      Entry former = map.get(mapKey);
      if (former != null) {
        remove(former);
      }
      if (kept) {
        insert(new Entry(mapKey, value, bytes + ENTRY_BYTES), former);
      } else if (former != null) {
        map.remove(mapKey);
      }
    }
  }

  /** Tells whether a value that takes so many bytes would be kept. */
  public synchronized boolean keeps(long bytes) {
    return bytes <= maxBytes / 2 - ENTRY_BYTES;
  }

  /**
   * Gives a part of the budget away for good, so that something else may take as much.
   *
   * @param part one of how many parts remains
   * @return the bytes that were given away
   */
  public synchronized long cede(int part) {
    long ceded = maxBytes - maxBytes / part;
    maxBytes -= ceded;
    while (bytes > maxBytes) {
      evict();
    }
    return ceded;
  }

  /** Returns the bytes that the cache holds now, its own bookkeeping included. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Drops everything. */
  public synchronized void clear() {
    map.clear();
    newest = null;
    oldest = null;
    bytes = 0;
  }

  /**
   * Returns the key for the map. A {@link Long} hashes {@code p} and {@code ~p} alike, and
   * positions are not spread evenly either.
   */
  private static Long spread(long key) {
    return key * SPREAD;
  }

  private void insert(Entry entry, Entry former) {
    while (entry.bytes > maxBytes - bytes) {
      evict();
    }
    entry.visited = former != null && former.visited;
    link(entry);
    bytes += entry.bytes;
    map.put(entry.key, entry);
  }

  private void evict() {
    Entry entry = oldest;
    while (entry.visited) {
      entry.visited = false;
      unlink(entry);
      link(entry);
      entry = oldest;
    }
    remove(entry);
    map.remove(entry.key);
  }

  private void remove(Entry entry) {
    unlink(entry);
    bytes -= entry.bytes;
  }

  /** Puts an entry at the queue's new end. */
  private void link(Entry entry) {
    entry.newer = null;
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
  }

  private void unlink(Entry entry) {
    if (entry.newer == null) {
      newest = entry.older;
    } else {
      entry.newer.older = entry.older;
    }
    if (entry.older == null) {
      oldest = entry.newer;
    } else {
      entry.older.newer = entry.newer;
    }
  }
}
