package io.docteur.make.packing;

import io.docteur.make.source.ObjectSource;
import io.docteur.make.source.ObjectTable;
import io.docteur.make.source.StoredEntry;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Takes over the deltas that the source's packs have, where the base is going to be in the image
 * too. A chain is cut where it becomes longer than {@link Packing#depth}, at large objects and
 * where deltas from different packs would form a ring.
 *
 * <p>A family is <em>settled</em> when the object at its root lies whole in the former image: for
 * none of its members a base is looked for again. So any of them can be a new object's base, and no
 * ring comes of it.
 */
final class Reuse {
  private static final int UNKNOWN = -1;
  private static final int IN_PROGRESS = -2;

  private final ObjectSource source;
  private final ObjectTable objects;
  private final PackedEntries packed;
  private final Packing packing;
  private final int[] bases;
  private final int[] depths;
  private final int[] heights;

  /** The objects that lie whole in the former image. */
  private final BitSet wholeInFormer = new BitSet();

  private final BitSet settled = new BitSet();

  private Reuse(ObjectSource source, ObjectTable objects, PackedEntries packed, Packing packing) {
    int count = objects.count();
    this.source = source;
    this.objects = objects;
    this.packed = packed;
    this.packing = packing;
    this.bases = new int[count];
    this.depths = new int[count];
    this.heights = new int[count];
    Arrays.fill(depths, UNKNOWN);
  }

  /** Notes the reused deltas, and what is settled whole, among the packed entries. */
  static Reuse apply(
      ObjectSource source, ObjectTable objects, PackedEntries packed, Packing packing)
      throws IOException {
    int count = objects.count();
    Reuse reuse = new Reuse(source, objects, packed, packing);
    for (int object = 0; object < count; object++) {
      StoredEntry stored = source.stored(object);
      reuse.bases[object] = stored == null ? PackedEntries.WHOLE : reuse.base(object, stored);
      reuse.wholeInFormer.set(object, reuse.isWholeInFormer(object, stored));
    }
    int[] chain = new int[packing.depth() + 1];
    for (int object = 0; object < count; object++) {
      chain = reuse.settle(object, chain);
    }
    reuse.finish();
    return reuse;
  }

  /** Returns the length of the longest chain of reused deltas that starts from an object. */
  int height(int object) {
    return heights[object];
  }

  /** Returns how many reused deltas lie between an object and the root of its family. */
  int depth(int object) {
    return depths[object];
  }

  /** Tells whether an object's entry is taken over with all that it is made from. */
  boolean isSettled(int object) {
    return settled.get(object);
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

  private void finish() {
    for (int object = 0; object < bases.length; object++) {
      int root = root(object);
      heights[root] = Math.max(heights[root], depths[object]);
      if (root != object || wholeInFormer.get(object)) {
        packed.setStored(object, bases[object]);
      }
    }
    for (int object = 0; object < bases.length; object++) {
      settled.set(object, wholeInFormer.get(root(object)));
    }
  }

  private int root(int object) {
    int root = object;
    while (bases[root] != PackedEntries.WHOLE) {
      root = bases[root];
    }
    return root;
  }

  private boolean isWholeInFormer(int object, StoredEntry stored) throws IOException {
    return source.isFormer(object)
        && !stored.delta()
        && (objects.size(object) < Packing.BIG_FILE_THRESHOLD || source.steps(object) != null);
  }
}
