package io.docteur.make;

import java.io.IOException;
import java.util.Arrays;

/**
 * Takes over the deltas that the source's packs have, where the base is going to be in the image
 * too. A chain is cut where it becomes longer than {@link Packing#depth}, at large objects and
 * where deltas from different packs would form a ring.
 */
final class Reuse {
  private static final int UNKNOWN = -1;
  private static final int IN_PROGRESS = -2;

  private final ObjectTable objects;
  private final PackedEntries packed;
  private final Packing packing;
  private final int[] bases;
  private final int[] depths;

  /** How long the longest chain of reused deltas on top of an object is. */
  private final int[] heights;

  private Reuse(ObjectTable objects, PackedEntries packed, Packing packing) {
    int count = objects.count();
    this.objects = objects;
    this.packed = packed;
    this.packing = packing;
    this.bases = new int[count];
    this.depths = new int[count];
    this.heights = new int[count];
    Arrays.fill(depths, UNKNOWN);
  }

  /**
   * Notes the reused deltas among the packed entries.
   *
   * @return by object, the length of the longest chain of reused deltas that starts from it
   */
  static int[] apply(
      ObjectSource source, ObjectTable objects, PackedEntries packed, Packing packing)
      throws IOException {
    int count = objects.count();
    Reuse reuse = new Reuse(objects, packed, packing);
    for (int object = 0; object < count; object++) {
      StoredEntry stored = source.stored(object);
      reuse.bases[object] = stored == null ? PackedEntries.WHOLE : reuse.base(object, stored);
    }
    int[] chain = new int[packing.depth() + 1];
    for (int object = 0; object < count; object++) {
      chain = reuse.settle(object, chain);
    }
    reuse.measureHeights();
    return reuse.heights;
  }

  /** Large objects are stored whole, so that they can be entered, and are nobody's base. */
  private int base(int object, StoredEntry stored) {
    int base = stored.base();
    boolean large =
        base != PackedEntries.WHOLE
            && Math.max(objects.size(object), objects.size(base)) >= Packing.BIG_FILE_THRESHOLD;
    return large ? PackedEntries.WHOLE : base;
  }

  /** Follows the bases to one whose depth is known, then tells the depths back along the way. */
  private int[] settle(int object, int[] scratch) {
    int[] chain = scratch;
    int length = 0;
    int next = object;
    while (next != PackedEntries.WHOLE && depths[next] == UNKNOWN) {
      if (length == chain.length) {
        chain = Arrays.copyOf(chain, 2 * length);
      }
      depths[next] = IN_PROGRESS;
      chain[length++] = next;
      next = bases[next];
    }
    boolean ring = next != PackedEntries.WHOLE && depths[next] == IN_PROGRESS;
    int depth = next == PackedEntries.WHOLE || ring ? -1 : depths[next];
    for (int i = length - 1; i >= 0; i--) {
      depth = depth < packing.depth(objects.type(chain[i])) ? depth + 1 : 0;
      depths[chain[i]] = depth;
      if (depth == 0) {
        bases[chain[i]] = PackedEntries.WHOLE;
      }
    }
    return chain;
  }

  private void measureHeights() {
    for (int object = 0; object < bases.length; object++) {
      if (bases[object] == PackedEntries.WHOLE) {
        continue;
      }
      packed.setStored(object, bases[object]);
      int root = object;
      while (bases[root] != PackedEntries.WHOLE) {
        root = bases[root];
      }
      heights[root] = Math.max(heights[root], depths[object]);
    }
  }
}
