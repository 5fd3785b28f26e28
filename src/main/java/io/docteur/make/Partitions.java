package io.docteur.make;

import io.docteur.pack.ObjectType;
import java.util.Arrays;

/**
 * The objects that are to be packed, in the order in which deltas are looked for, cut into units of
 * work by a rule that knows nothing of threads. The order is git's: what is likely to be similar
 * stands together, the larger before the smaller ({@code type_size_sort} in git's {@code
 * pack-objects.c}).
 */
final class Partitions {
  private final int[] order;
  private final int[] big;
  private final long bytes;
  private int count;
  private int[] ends = new int[16];

  Partitions(ObjectTable objects, PackedEntries packed) {
    int[] all = Sorting.order(objects.count(), (x, y) -> compare(objects, x, y));
    int small = 0;
    int large = 0;
    int[] bigOnes = new int[all.length];
    for (int object : all) {
      if (packed.base(object) != PackedEntries.WHOLE) {
        continue;
      }
      if (objects.size(object) >= Packing.BIG_FILE_THRESHOLD) {
        bigOnes[large++] = object;
      } else {
        all[small++] = object;
      }
    }
    order = Arrays.copyOf(all, small);
    big = Arrays.copyOf(bigOnes, large);
    bytes = cut(objects) + bigBytes(objects);
  }

  private long bigBytes(ObjectTable objects) {
    long sum = 0;
    for (int object : big) {
      sum += objects.size(object);
    }
    return sum;
  }

  /** Returns the bytes of all objects in all partitions. */
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
  private long cut(ObjectTable objects) {
    long sum = 0;
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
      sum += objects.size(order[i]);
    }
    if (order.length > 0) {
      addCut(order.length);
    }
    return sum;
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
