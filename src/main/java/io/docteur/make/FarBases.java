package io.docteur.make;

import io.docteur.pack.ObjectType;
import java.io.Closeable;
import java.io.IOException;

/**
 * Looks beyond the window for bases of the blobs that take much as the window left them: among all
 * of these, wherever they lie, for the one that resembles each most. Where many versions lie side
 * by side they are the first one of each file, and those that changed much. A second candidate for
 * each would make documentation 1 % smaller, sources 0.2 %, and take as long again.
 *
 * <p>Bases come before their deltas in the order of the partitions, as they do in a window, so that
 * no ring comes of it, and what is decided depends on no thread.
 */
final class FarBases {
  /** An entry that takes less is left as it is, where there are less than twice so many objects. */
  private static final int LEAST_ENTRY = 512;

  private static final int MANY_OBJECTS = 1 << 19;

  /** How many objects in a row one thread looks at: they often have bases in common. */
  private static final int UNIT = 32;

  /**
   * Less than one byte in so many that is saved is not worth a longer chain. With a sixteenth
   * images are 1 % smaller, and read a tenth slower in the order of a walk.
   */
  private static final int LEAST_SAVED_PART = 3;

  /** What a delta may take of the size of an object that is stored whole: two thirds. */
  private static final double MOST_OF_WHOLE = 2.0 / 3;

  private final ObjectSource source;
  private final ObjectTable objects;
  private final PackedEntries packed;
  private final int maxDepth;
  private final Sketches sketches;

  /** By object, how many deltas at most are between it and one that is made from it. */
  private final int[] heights;

  /** What was found, by the index of the object in the sketches. */
  private final PackedEntries found;

  /**
   * Objects that have been packed.
   *
   * @param order their order, in which bases come before their deltas
   * @param sketches those for which a base is looked for, added and indexed
   */
  FarBases(
      ObjectSource source,
      ObjectTable objects,
      PackedEntries packed,
      Reuse reuse,
      Packing packing,
      int[] order,
      Sketches sketches) {
    this.source = source;
    this.objects = objects;
    this.packed = packed;
    this.maxDepth = packing.depth(ObjectType.BLOB);
    this.sketches = sketches;
    this.heights = new int[objects.count()];
    for (int i = order.length - 1; i >= 0; i--) {
      int object = order[i];
      heights[object] = Math.max(heights[object], reuse.height(object));
      int base = packed.base(object);
      if (base != PackedEntries.WHOLE) {
        heights[base] = Math.max(heights[base], heights[object] + 1);
      }
    }
    this.found = new PackedEntries(sketches.count());
  }

  /**
   * Returns how many bytes the entry of a blob has at least for which a base is looked for. The
   * more objects there are, the more these are, so that the sketches need little memory.
   */
  static long leastEntry(Packing packing, int objects) {
    return packing.window() == 0 || packing.depth() == 0
        ? Long.MAX_VALUE
        : (long) LEAST_ENTRY * Math.max(1, objects / MANY_OBJECTS);
  }

  /** Looks for the bases, then notes how the objects are stored. */
  void look(Workers workers, Workers.StateFactory<EntryDeflater> deflaters, Progress progress)
      throws IOException {
    workers.each(
        (sketches.count() + UNIT - 1) / UNIT,
        progress,
        () -> new Looking(deflaters.create()),
        (looking, unit) -> {
          int end = Math.min(sketches.count(), (unit + 1) * UNIT);
          for (int index = unit * UNIT; index < end; index++) {
            looking.look(index);
            progress.add(1);
          }
        });
    for (int index = 0; index < sketches.count(); index++) {
      int object = sketches.object(index);
      if (isBetter(index, object)) {
        packed.set(object, found, index);
      }
    }
  }

  private boolean isBetter(int index, int object) {
    int base = found.base(index);
    long length = packed.length(object);
    return base != PackedEntries.WHOLE
        && found.length(index) < length - length / LEAST_SAVED_PART
        && fits(object, base);
  }

  /** Tells whether no chain becomes too long by a base; those before the object are final. */
  private boolean fits(int object, int base) {
    return packed.depth(base) + 1 + heights[object] <= maxDepth;
  }

  /** The work of one thread. */
  private final class Looking implements Closeable {
    private final EntryDeflater deflater;
    private final LoadedObjects loaded = new LoadedObjects(source, objects);
    private final DeltaBuffer delta = new DeltaBuffer();

    Looking(EntryDeflater deflater) {
      this.deflater = deflater;
    }

    void look(int index) throws IOException {
      int object = sketches.object(index);
      int limit = limit(object);
      int base = candidate(index, object, limit);
      if (base == PackedEntries.WHOLE) {
        return;
      }
      LoadedObjects.Loaded from = loaded.get(base);
      LoadedObjects.Loaded to = loaded.get(object);
      delta.clear();
      if (from.index().encode(delta, to.content(), limit)) {
        from.check();
        to.check();
        deflater.put(found, index, base, delta.array(), delta.length());
      }
    }

    /** Returns how long a delta may be. */
    private int limit(int object) {
      return packed.base(object) == PackedEntries.WHOLE
          ? (int) (objects.size(object) * MOST_OF_WHOLE)
          : packed.deltaSize(object);
    }

    private int candidate(int index, int object, int limit) throws IOException {
      for (int resembling : sketches.resembling(index)) {
        int candidate = sketches.object(resembling);
        if (candidate != packed.base(object)
            && !DeltaWindow.isHopeless(objects.size(object), objects.size(candidate), limit)
            && fits(object, candidate)
            && !source.inOnePack(object, candidate)) {
          return candidate;
        }
      }
      return PackedEntries.WHOLE;
    }

    @Override
    public void close() throws IOException {
      deflater.close();
    }
  }
}
