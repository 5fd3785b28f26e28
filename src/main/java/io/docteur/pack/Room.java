package io.docteur.pack;

import io.docteur.storage.CachedBytes;

/**
 * A part of an array that may be written to.
 *
 * @param from where it starts
 * @param to where it ends
 */
record Room(byte[] array, int from, int to) {
  /** No room. */
  static final Room NONE = of(new byte[0]);

  /** Returns all of an array. */
  static Room of(byte[] array) {
    return new Room(array, 0, array.length);
  }

  /** Returns the part of an array that lies in a cache. */
  static Room of(CachedBytes bytes) {
    return new Room(bytes.array(), bytes.from(), bytes.from() + bytes.length());
  }

  /** Returns this room if so many bytes fit, and otherwise a fresh one of just their number. */
  Room orFresh(int size) {
    return size <= to - from ? this : of(new byte[size]);
  }
}
