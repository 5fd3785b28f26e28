package io.docteur.storage;

import java.util.Map;

/**
 * A byte string in a {@link SegmentCache}: a part of an array, which nobody but the cache may
 * change once it is published, and which does not move before whoever has it releases it.
 */
public final class CachedBytes {
  /**
   * What the cache takes for a value beside its bytes, on a heap without compressed references (on
   * others a third less): this 48, the boxed key 24, the map's node 48, 16 in the map's table, 8 in
   * the segment's list, and 32 for a tag.
   */
  static final int FOOTPRINT = 176;

  private final long key;
  private final Segment segment;
  private final byte[] array;
  private final int length;

  /** Changes while nobody holds the segment. */
  private int from;

  private Object tag;

  /**
   * Whether it was asked for since its segment was swept. Racy on purpose: a lost update only costs
   * a value its second chance.
   */
  private boolean visited;

  /** Whether it is still there. Changes while nobody holds the segment. */
  private boolean gone;

  CachedBytes(long key, Segment segment, byte[] array, int from, int length) {
    this.key = key;
    this.segment = segment;
    this.array = array;
    this.from = from;
    this.length = length;
  }

  /** Returns the array that it is a part of. */
  public byte[] array() {
    return array;
  }

  /** Returns where in the array it starts. */
  public int from() {
    return from;
  }

  /** Returns how many bytes it has. */
  public int length() {
    return length;
  }

  /** Returns what it was said to be when it was published. */
  public Object tag() {
    return tag;
  }

  /** Ends what {@link SegmentCache#get} or {@link SegmentCache#reserve} began, once for each. */
  public void release() {
    if (!isAlone()) {
      segment.release();
    }
  }

  /** Tells whether the caller holds it from now on: not when it is gone. */
  boolean hold() {
    if (isAlone()) {
      return true;
    }
    if (!segment.hold()) {
      return false;
    }
    if (gone) {
      segment.release();
      return false;
    }
    if (!visited) { // a write only when needed, so that readers share the cache line
      visited = true;
    }
    return true;
  }

  /** Tells whether its array holds nothing else. */
  public boolean isAlone() {
    return segment == Segment.NONE;
  }

  long key() {
    return key;
  }

  void setTag(Object tag) {
    this.tag = tag;
  }

  /** Whether it was asked for since it was moved last. */
  boolean isVisited() {
    return visited;
  }

  /** Moves it towards the array's start; nobody holds it. */
  void move(int to) {
    System.arraycopy(array, from, array, to, length);
    from = to;
    visited = false;
  }

  /** Tells those that have looked it up and do not hold it yet that its bytes are another's. */
  void go() {
    gone = true;
  }

  /** Takes it out of a map that it has just come into, when its segment is no more the cache's. */
  void dropIfLeft(Map<Long, CachedBytes> map) {
    if (segment.isLeft()) {
      map.remove(key, this);
    }
  }
}
