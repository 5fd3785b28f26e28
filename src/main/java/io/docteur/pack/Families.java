package io.docteur.pack;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.util.Arrays;

/**
 * The entries of a pack in families: an entry and all deltas that are against it, or against one of
 * those. Entries are known by their number in the order of the pack. It takes 12 bytes an entry on
 * the heap. Immutable but for {@link #join}.
 *
 * <p>A delta whose base cannot be told, or does not lie before it, starts a family of its own; so
 * no family leads back into itself.
 */
public final class Families {
  static final int NONE = -1;

  private final int[] bases;
  private final int[] firstDeltas;
  private final int[] nextDeltas;

  private Families(int[] bases) {
    this.bases = bases;
    firstDeltas = new int[bases.length];
    nextDeltas = new int[bases.length];
    Arrays.fill(firstDeltas, NONE);
    for (int number = bases.length - 1; number >= 0; number--) { // so they lie in the pack's order
      if (bases[number] != NONE) {
        join(number, bases[number]);
      }
    }
  }

  /**
   * The families of entries whose bases are known.
   *
   * @param bases by entry, the number of the one that it is a delta against, which is a lower one,
   *     or {@link #NONE}; it must not be changed any more
   */
  static Families of(int[] bases) {
    return new Families(bases);
  }

  /** Reads the headers of the first entries, so many of them. */
  static Families of(PackBytes bytes, PackOrder order, ObjectIndex index, int count)
      throws IOException {
    int[] bases = new int[count];
    for (int number = 0; number < count; number++) {
      bases[number] = base(bytes, order, index, number);
    }
    return of(bases);
  }

  private static int base(PackBytes bytes, PackOrder order, ObjectIndex index, int number)
      throws IOException {
    try {
      PackEntry entry = DeltaChain.resolved(bytes, index, order.offset(number));
      int base = entry.isDelta() ? order.numberAt(entry.base()) : NONE;
      return base < number ? base : NONE;
    } catch (DamagedImageException e) {
      return NONE; // told when the entry itself is checked
    }
  }

  /** Makes a delta, with all deltas that are against it, part of its base's family. */
  void join(int delta, int base) {
    bases[delta] = base;
    nextDeltas[delta] = firstDeltas[base];
    firstDeltas[base] = delta;
  }

  /** Tells whether an entry starts a family. */
  public boolean isFirst(int number) {
    return bases[number] == NONE;
  }

  /** Returns the first delta against an entry, or {@link #NONE}. */
  int firstDelta(int number) {
    return firstDeltas[number];
  }

  /** Returns the next delta against the base that a delta is against, or {@link #NONE}. */
  int nextDelta(int number) {
    return nextDeltas[number];
  }
}
