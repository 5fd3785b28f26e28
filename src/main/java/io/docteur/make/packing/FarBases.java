package io.docteur.make.packing;

import io.docteur.make.source.ObjectSource;
import io.docteur.make.source.ObjectTable;
import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import io.docteur.pack.ObjectType;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

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
   * How often bases are looked for: those of one round lengthen the chains that another found short
   * enough, and what this refuses is looked at again. Documentation becomes 1 % smaller by it.
   */
  private static final int MOST_ROUNDS = 3;

  private final ObjectSource source;
  private final ObjectTable objects;
  private final PackedEntries packed;
  private final Reuse reuse;
  private final int maxDepth;
  private final int[] order;
  private final Sketches sketches;

  /** By object, how many deltas at most are between it and one that is made from it. */
  private final int[] heights;

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
    this.reuse = reuse;
    this.maxDepth = packing.depth(ObjectType.BLOB);
    this.order = order;
    this.sketches = sketches;
    this.heights = new int[objects.count()];
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
    int[] indexes = IntStream.range(0, sketches.count()).toArray();
    for (int round = 0; round < MOST_ROUNDS && indexes.length > 0; round++) {
      indexes = round(indexes, workers, deflaters, progress);
    }
  }

  /** Looks for bases of what is at some indexes; returns those whose chains became too long. */
  private int[] round(
      int[] indexes,
      Workers workers,
      Workers.StateFactory<EntryDeflater> deflaters,
      Progress progress)
      throws IOException {
    measureHeights();
    PackedEntries found = new PackedEntries(indexes.length);
    workers.each(
        (indexes.length + UNIT - 1) / UNIT,
        progress,
        () -> new Looking(deflaters.create(), found),
        (looking, unit) -> {
          int end = Math.min(indexes.length, (unit + 1) * UNIT);
          for (int number = unit * UNIT; number < end; number++) {
            looking.look(number, indexes[number]);
            progress.add(1);
          }
        });
    int[] left = new int[indexes.length];
    int leftCount = 0;
    for (int number = 0; number < indexes.length; number++) {
      if (!take(found, number, sketches.object(indexes[number]))) {
        left[leftCount++] = indexes[number];
      }
    }
    return Arrays.copyOf(left, leftCount);
  }

  private void measureHeights() {
    Arrays.fill(heights, 0);
    for (int i = order.length - 1; i >= 0; i--) {
      int object = order[i];
      heights[object] = Math.max(heights[object], reuse.height(object));
      int base = packed.base(object);
      if (base != PackedEntries.WHOLE) {
        heights[base] = Math.max(heights[base], heights[object] + 1);
      }
    }
  }

  /**
   * Takes what was found for an object if it is better; tells whether it was not too long alone.
   */
  private boolean take(PackedEntries found, int number, int object) {
    int base = found.base(number);
    long length = packed.length(object);
    if (base == PackedEntries.WHOLE || !Packing.isWorthWhile(found.length(number), length)) {
      return true;
    }
    boolean fits = fits(object, base);
    if (fits) {
      packed.set(object, found, number);
    }
    return fits;
  }

  /** Tells whether no chain becomes too long by a base; those before the object are final. */
  private boolean fits(int object, int base) {
    return packed.depth(base) + 1 + heights[object] <= maxDepth;
  }

  /** The work of one thread. */
  private final class Looking implements Closeable {
    private final EntryDeflater deflater;

    /** What was found, by the number of the object in the round. */
    private final PackedEntries found;

    private final LoadedObjects loaded = new LoadedObjects(source, objects);
    private final DeltaEncoder encoder = new DeltaEncoder();
    private final DeltaBuffer delta = new DeltaBuffer();

    Looking(EntryDeflater deflater, PackedEntries found) {
      this.deflater = deflater;
      this.found = found;
    }

    void look(int number, int index) throws IOException {
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
        encoder.encode(from.content(), to.content(), delta);
        deflater.put(found, number, base, delta.array(), delta.length());
      }
    }

    /** Returns how long the estimate of a delta may be. */
    private int limit(int object) {
      return packed.base(object) == PackedEntries.WHOLE
          ? Packing.longestEstimate(objects.size(object))
          : packed.deltaSize(object) + packed.deltaSize(object) / 2;
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
