package io.docteur.pack;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.util.Arrays;

/**
 * The entries of a pack in families: an entry and all deltas that are against it, or against one of
 * those. Entries are known by their number in the order of the pack. It takes 12 bytes an entry on
 * the heap. Immutable.
 *
 * <p>A delta whose base cannot be told, or does not lie before it, starts a family of its own; so
 * no family leads back into itself.
 */
public final class Families {
  static final int NONE = -1;

  private final int[] bases;
  private final int[] firstDeltas;
  private final int[] nextDeltas;

  private Families(int count) {
    bases = new int[count];
    firstDeltas = new int[count];
    nextDeltas = new int[count];
    Arrays.fill(firstDeltas, NONE);
  }

  /** Reads the headers of the first entries, so many of them. */
  static Families of(PackBytes bytes, PackOrder order, ObjectIndex index, int count)
      throws IOException {
    Families families = new Families(count);
    for (int number = count - 1; number >= 0; number--) { // so that deltas lie in the pack's order
      families.add(number, base(bytes, order, index, number));
    }
    return families;
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

  private void add(int number, int base) {
    bases[number] = base;
    if (base != NONE) {
      nextDeltas[number] = firstDeltas[base];
      firstDeltas[base] = number;
    }
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
