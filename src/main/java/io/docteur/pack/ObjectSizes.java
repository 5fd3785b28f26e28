package io.docteur.pack;

import java.util.Arrays;

/**
 * How large the objects of a pack are, as found when all of them were made. It takes 16 bytes an
 * object on the heap. Immutable.
 */
public final class ObjectSizes {
  private final long[] offsets;
  private final long[] sizes;

  /** Sizes by the offsets of the entries, which ascend; there may be more of these behind. */
  ObjectSizes(long[] offsets, long[] sizes) {
    this.offsets = offsets;
    this.sizes = sizes;
  }

  /**
   * Returns the size in bytes of the object whose entry starts at an offset, counted from the
   * pack's first byte.
   *
   * @throws IndexOutOfBoundsException when no entry starts there
   */
  public long at(long offset) {
    return sizes[Arrays.binarySearch(offsets, 0, sizes.length, offset)];
  }
}
