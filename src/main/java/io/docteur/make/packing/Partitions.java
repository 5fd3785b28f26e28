package io.docteur.make.packing;

import io.docteur.make.source.ObjectTable;
import io.docteur.make.source.Sorting;
import io.docteur.pack.ObjectType;
import java.util.Arrays;

/**
 * The objects that are to be packed, in the order in which deltas are looked for, cut into units of
 * work by a rule that knows nothing of threads. The order is git's: what is likely to be similar
 * stands together, the larger before the smaller ({@code type_size_sort} in git's {@code
 * pack-objects.c}).
 *
 * <p>Settled objects stand among them, for they can be bases. Since they look for none themselves,
 * half a window of those that follow a new object is put before it: of what was there it sees the
 * neighbours on both sides.
 */
final class Partitions {
  private final int[] order;
  private final int[] big;
  private final long bytes;
  private int count;
  private int[] ends = new int[16];

  /**
   * The objects that are to be packed.
   *
   * @param window as {@link Packing} has it
   */
  Partitions(ObjectTable objects, Reuse reuse, int window) {
    int[] all = Sorting.order(objects.count(), (x, y) -> compare(objects, x, y));
    int small = 0;
    int large = 0;
    int[] bigOnes = new int[all.length];
    for (int object : all) {
      boolean settled = reuse.isSettled(object);
      if (!settled && reuse.depth(object) > 0) {
        continue;
      }
      if (objects.size(object) < Packing.BIG_FILE_THRESHOLD) {
        all[small++] = object;
      } else if (!settled) {
        bigOnes[large++] = object;
      }
    }
    order = withNeighboursBefore(Arrays.copyOf(all, small), objects, reuse, window / 2);
    big = Arrays.copyOf(bigOnes, large);
    cut(objects);
    bytes = newBytes(objects, reuse, order) + newBytes(objects, reuse, big);
  }

  /** Moves each new object behind some of the settled ones that follow it under the same name. */
  private static int[] withNeighboursBefore(
      int[] order, ObjectTable objects, Reuse reuse, int distance) {
    int[] moved = new int[order.length];
    int length = 0;
    int ahead = 0; // the settled objects before it are in their places
    int behind = 0; // so are the new ones before it
    while (behind < order.length) {
      int object = order[behind];
      int limit = reuse.isSettled(object) ? behind : behind + distance;
      while (ahead <= Math.min(limit, order.length - 1) && isAlike(objects, object, order[ahead])) {
        if (reuse.isSettled(order[ahead])) {
          moved[length++] = order[ahead];
        }
        ahead++;
      }
      if (!reuse.isSettled(object)) {
        moved[length++] = object;
      }
      behind++;
    }
    return moved;
  }

  private static boolean isAlike(ObjectTable objects, int x, int y) {
    return objects.type(x) == objects.type(y) && objects.nameHash(x) == objects.nameHash(y);
  }

  private static long newBytes(ObjectTable objects, Reuse reuse, int[] among) {
    long sum = 0;
    for (int object : among) {
      sum += reuse.isSettled(object) ? 0 : objects.size(object);
    }
    return sum;
  }

  /** Returns the bytes of the objects in all partitions for which bases are looked for. */
  long bytes() {
    return bytes;
  }

  /** Returns the units of work; those of big objects, of which each is one, come first. */
  int count() {
    return big.length + count;
  }

  /** Tells whether a unit of work is one big object. */
  boolean isBig(int partition) {
    return partition < big.length;
  }

  /** Returns the object that is a unit of work of its own. */
  int bigObject(int partition) {
    return big[partition];
  }

  /** Returns the objects in order; a partition is a part of it. */
  int[] order() {
    return order;
  }

  int start(int partition) {
    int i = partition - big.length;
    return i == 0 ? 0 : ends[i - 1];
  }

  int end(int partition) {
    return ends[partition - big.length];
  }

  /** Cuts where the name's hash changes, or where a partition is twice as large as it should be. */
  private void cut(ObjectTable objects) {
    long size = 0;
    for (int i = 0; i < order.length; i++) {
      boolean full = size >= Packing.PARTITION_SIZE;
      if (full
          && (size >= 2 * Packing.PARTITION_SIZE
              || objects.nameHash(order[i]) != objects.nameHash(order[i - 1]))) {
        addCut(i);
        size = 0;
      }
      size += objects.size(order[i]);
    }
    if (order.length > 0) {
      addCut(order.length);
    }
  }

  private void addCut(int index) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = index;
  }

  private static int compare(ObjectTable objects, int x, int y) {
    ObjectType typeX = objects.type(x);
    ObjectType typeY = objects.type(y);
    if (typeX != typeY) {
      return Integer.compare(typeY.code(), typeX.code());
    }
    int order = Integer.compareUnsigned(objects.nameHash(y), objects.nameHash(x));
    if (order == 0) {
      order = Long.compare(objects.size(y), objects.size(x));
    }
    return order == 0 ? Integer.compare(x, y) : order;
  }
}
