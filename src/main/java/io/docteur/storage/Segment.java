package io.docteur.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An array that values of a {@link SegmentCache} lie in, one behind the other. What is not said to
 * be otherwise is for who has the cache's lock, or has taken the segment away under it.
 */
final class Segment {
  /** No segment: nothing fits in. */
  static final Segment NONE = new Segment(0);

  private static final int CLOSED = -1;

  private final byte[] bytes;
  private final List<CachedBytes> values = new ArrayList<>();
  private int end;

  private volatile boolean left;

  /** How many hold it, or {@link #CLOSED}. */
  private final AtomicInteger holders = new AtomicInteger();

  Segment(int length) {
    bytes = new byte[length];
  }

  int length() {
    return bytes.length;
  }

  /** Returns how much a value may take, its {@link CachedBytes#FOOTPRINT} included. */
  int room() {
    return bytes.length - end - values.size() * CachedBytes.FOOTPRINT;
  }

  /** Adds a value of whatever bytes, for which there is room, and lets the caller hold it. */
  CachedBytes add(long key, int length) {
    holders.incrementAndGet(); // nobody closes what is in the cache
    CachedBytes value = new CachedBytes(key, this, bytes, end, length);
    values.add(value);
    end += length;
    return value;
  }

  /** Tells whether the caller holds the segment from now on: not while it is closed. Any thread. */
  boolean hold() {
    int count = holders.get();
    while (count != CLOSED && !holders.compareAndSet(count, count + 1)) {
      count = holders.get();
    }
    return count != CLOSED;
  }

  /** Ends one {@link #hold}. Any thread. */
  void release() {
    holders.decrementAndGet();
  }

  /**
   * Moves the values that were asked for since the last time together at the start, and drops the
   * others; tells whether it did: not while anybody holds the segment.
   *
   * @param sparing whether those that were asked for stay
   */
  boolean sweep(Map<Long, CachedBytes> map, boolean sparing) {
    if (!holders.compareAndSet(0, CLOSED)) {
      return false;
    }
    end = 0;
    int kept = 0;
    for (CachedBytes value : values) {
      boolean stays = sparing && value.isVisited() && map.get(value.key()) == value;
      if (stays) {
        value.move(end);
        end += value.length();
        values.set(kept++, value);
      } else {
        value.go();
        map.remove(value.key(), value);
      }
    }
    values.subList(kept, values.size()).clear();
    holders.set(0);
    return true;
  }

  /** Lets no more look-ups find its values, for good; who holds it keeps them. */
  void leave(Map<Long, CachedBytes> map) {
    left = true;
    values.forEach(value -> map.remove(value.key(), value));
  }

  /** Tells whether it is no more the cache's. Any thread. */
  boolean isLeft() {
    return left;
  }
}
