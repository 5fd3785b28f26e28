package io.docteur.storage;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache of byte strings that lie one behind the other in segments, arrays that it fills again and
 * again, as log-structured memory does (Rumble, Kejriwal and Ousterhout, "Log-structured Memory for
 * DRAM-based Storage", FAST 2014). What comes and goes in a cache of objects is neither young nor
 * old for a garbage collector: it is copied, becomes old, and dies then. Here nothing becomes
 * garbage.
 *
 * <p>Look-ups take no lock. The oldest segment is swept when there is no room: what was asked for
 * since the last time moves together at its start, and all else goes (CLOCK, segment by segment).
 * The thread that needs the room sweeps, and no other waits for it: one that needs room too sweeps
 * the next segment. Who has a value keeps its segment from that until the value is released; a
 * segment that is due then is left to its holders, and another array takes its place.
 *
 * <p>Values that are too long for a segment are kept in another cache, each in an array of its own.
 *
 * <p>The segments never take more than the budget. Thread-safe.
 */
public final class SegmentCache {
  /** So many values of the longest kind fit into a segment, so that little of one stays empty. */
  private static final int VALUES = 4;

  /** So many segments at least make the budget. */
  private static final int SEGMENTS = 32;

  private static final int MOST_SEGMENT = 1 << 20;

  /** The first segments are small, so that whoever reads little takes little. */
  private static final int FIRST_SEGMENT = 1 << 14;

  private final long maxBytes;
  private final int segmentLength;
  private final ByteBoundedCache longer;
  private final ConcurrentHashMap<Long, CachedBytes> map = new ConcurrentHashMap<>();

  // All below is used under the lock of this object only.

  /** All segments that no thread is sweeping, but the spare ones, in the order of their turns. */
  private final Queue<Segment> segments = new ArrayDeque<>();

  /** Those that were swept when another was the newest already. */
  private final Queue<Segment> spare = new ArrayDeque<>();

  private Segment newest = Segment.NONE;
  private long bytes;

  /** How often everything was dropped. */
  private int clears;

  /**
   * An empty cache.
   *
   * @param maxBytes what the segments may take, at least 0
   * @param longer keeps the longer values, by the same keys
   */
  public SegmentCache(long maxBytes, ByteBoundedCache longer) {
    this.maxBytes = maxBytes;
    this.segmentLength = (int) Math.min(MOST_SEGMENT, maxBytes / SEGMENTS);
    this.longer = longer;
  }

  /** Returns the value of a key, which the caller has to release, or null. */
  public CachedBytes get(long key) {
    CachedBytes found = map.get(key);
    if (found == null) {
      return (CachedBytes) longer.get(key);
    }
    return found.hold() ? found : null;
  }

  /** Tells whether a value of a length would be kept, so that it pays to make room for it. */
  public boolean keeps(int length) {
    return isShort(length) || longer.keeps(footprint(length));
  }

  private boolean isShort(int length) {
    return footprint(length) <= segmentLength / VALUES;
  }

  private static long footprint(int length) {
    return (long) length + CachedBytes.FOOTPRINT;
  }

  /**
   * Returns room for a value that {@link #publish} may take once it is there. Only the caller knows
   * of it, and has to release it in any case.
   *
   * @param length the value's bytes
   */
  public CachedBytes reserve(long key, int length) {
    if (!isShort(length)) {
      return alone(key, length);
    }
    int needed = (int) footprint(length);
    Segment swept = null;
    int before = 0;
    for (int turn = 0; ; turn++) {
      Segment due;
      boolean sparing;
      synchronized (this) {
        if (swept != null) {
          takeBack(swept, needed, before);
        }
        if (hasRoom(needed)) {
          return newest.add(key, length);
        }
        due = segments.poll();
        sparing = turn <= segments.size(); // next time round, room has to come of it
        newest = due == newest ? Segment.NONE : newest;
        before = clears;
      }
      if (due == null) { // others are sweeping all there are
        return alone(key, length);
      }
      swept = swept(due, sparing);
    }
  }

  private Segment swept(Segment due, boolean sparing) {
    if (due.sweep(map, sparing)) {
      return due;
    }
    due.leave(map);
    return new Segment(due.length());
  }

  private static CachedBytes alone(long key, int length) {
    return new CachedBytes(key, Segment.NONE, new byte[length], 0, length);
  }

  /**
   * Keeps a value whose bytes are there now and never change again. The key's former one goes,
   * except that a long one may be found again when a short one that followed it is gone.
   *
   * @param tag what the value is, not null
   */
  public void publish(CachedBytes value, Object tag) {
    value.setTag(tag);
    if (value.isAlone()) {
      map.remove(value.key());
      longer.put(value.key(), value, footprint(value.length()));
    } else {
      map.put(value.key(), value);
      value.dropIfLeft(map); // what this cache has left would stay in the map for ever
    }
  }

  /** Returns the bytes that the segments take now. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Drops all that lies in segments; holders keep what they have. */
  public synchronized void clear() {
    segments.forEach(segment -> segment.leave(map));
    segments.clear();
    spare.forEach(segment -> segment.leave(map));
    spare.clear();
    clears++;
    newest = Segment.NONE;
    bytes = 0;
  }

  /** Tells whether the newest segment has so much room, after another became it if need be. */
  private boolean hasRoom(int needed) {
    while (newest.room() < needed && !spare.isEmpty()) {
      newest = spare.remove();
      segments.add(newest);
    }
    if (newest.room() < needed) {
      int length = (int) Math.min(segmentLength, Math.max(bytes, Math.max(FIRST_SEGMENT, needed)));
      if (length <= maxBytes - bytes) {
        newest = new Segment(length);
        bytes += length;
        segments.add(newest);
      }
    }
    return newest.room() >= needed;
  }

  /** Takes back a segment that was swept to make room for a value. */
  private void takeBack(Segment swept, int needed, int before) {
    if (before != clears) {
      swept.leave(map);
    } else if (swept.room() < needed) {
      segments.add(swept);
    } else {
      spare.add(swept);
    }
  }
}
