package io.docteur.make.packing;

import io.docteur.make.source.Sorting;
import java.util.Arrays;

/**
 * The sketches of some objects, of which those that resemble one another are to be found. They are
 * added by any thread; what is asked comes behind that. Columns of primitives, since sources have
 * hundreds of thousands of them.
 */
final class Sketches {
  /** So many objects with the same number in their sketches are looked at, those nearest. */
  private static final int LOOKED_AT = 16;

  /** With fewer numbers in common a delta is rarely worth it. */
  private static final int LEAST_IN_COMMON = 2;

  private static final int INITIAL_ROWS = 1 << 8;

  private int count;
  private int[] objects = new int[INITIAL_ROWS];

  /** By row, where its numbers end. */
  private int[] ends = new int[INITIAL_ROWS];

  private int[] numbers = new int[INITIAL_ROWS * Sketch.LENGTH];

  /** The rows in the order of their objects; a row's place there is its index. */
  private int[] rows;

  /** A number of a sketch and the index of its row, for all of them, sorted. */
  private long[] postings;

  /** Adds the sketch of an object, once. */
  void add(int object, byte[] content) {
    add(object, Sketch.of(content));
  }

  private synchronized void add(int object, int[] sketch) {
    int start = start(count);
    if (count == objects.length) {
      objects = Arrays.copyOf(objects, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    if (sketch.length > numbers.length - start) {
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
    }
    System.arraycopy(sketch, 0, numbers, start, sketch.length);
    objects[count] = object;
    ends[count] = start + sketch.length;
    count++;
  }

  /**
   * Ends adding. From here on an object is known by its index among those that were added.
   *
   * @param order the objects in an order, others too
   */
  synchronized void index(int[] order) {
    int[] byObject = Sorting.order(count, (x, y) -> Integer.compare(objects[x], objects[y]));
    int[] ascending = Arrays.stream(byObject).map(row -> objects[row]).toArray();
    rows =
        Arrays.stream(order)
            .map(object -> Arrays.binarySearch(ascending, object))
            .filter(place -> place >= 0)
            .map(place -> byObject[place])
            .toArray();
    postings = new long[start(count)];
    int filled = 0;
    for (int index = 0; index < rows.length; index++) {
      for (int i = start(rows[index]); i < ends[rows[index]]; i++) {
        postings[filled++] = posting(numbers[i], index);
      }
    }
    Arrays.sort(postings);
  }

  private int start(int row) {
    return row == 0 ? 0 : ends[row - 1];
  }

  private static long posting(int number, int index) {
    return (long) number << Integer.SIZE | index;
  }

  /** Returns how many objects there are. */
  int count() {
    return rows.length;
  }

  /** Returns the object with an index. */
  int object(int index) {
    return objects[rows[index]];
  }

  /**
   * Returns the indexes of objects before the one with an index that have much in common with it,
   * those that have most first, of equal ones the nearest.
   */
  int[] resembling(int index) {
    int row = rows[index];
    long[] found = new long[(ends[row] - start(row)) * LOOKED_AT];
    int length = 0;
    for (int i = start(row); i < ends[row]; i++) {
      int at = Arrays.binarySearch(postings, posting(numbers[i], index));
      for (int before = at - 1; before >= Math.max(0, at - LOOKED_AT); before--) {
        if (postings[before] >> Integer.SIZE != numbers[i]) {
          break;
        }
        found[length++] = (int) postings[before];
      }
    }
    return byFrequency(found, length);
  }

  private static int[] byFrequency(long[] found, int length) {
    Arrays.sort(found, 0, length);
    int distinct = 0;
    for (int i = 0; i < length; ) {
      int start = i;
      while (i < length && found[i] == found[start]) {
        i++;
      }
      if (i - start >= LEAST_IN_COMMON) {
        found[distinct++] = (long) (i - start) << Integer.SIZE | found[start];
      }
    }
    Arrays.sort(found, 0, distinct);
    int[] indexes = new int[distinct];
    for (int i = 0; i < distinct; i++) {
      indexes[i] = (int) found[distinct - 1 - i];
    }
    return indexes;
  }
}
