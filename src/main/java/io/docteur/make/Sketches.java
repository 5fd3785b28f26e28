package io.docteur.make;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sketches of some objects, of which those that resemble one another are to be found. They are
 * added by any thread; what is asked comes behind that.
 */
final class Sketches {
  /** So many objects with the same number in their sketches are looked at, those added last. */
  private static final int LOOKED_AT = 16;

  private final Map<Integer, int[]> byObject = new ConcurrentHashMap<>();

  /** The objects in their order. */
  private int[] objects;

  /** A number of a sketch and the index of its object, for all of them, sorted. */
  private long[] postings;

  /** Adds the sketch of an object. */
  void add(int object, byte[] content) {
    byObject.put(object, Sketch.of(content));
  }

  /**
   * Ends adding. From here on an object is known by its index among those that were added.
   *
   * @param order the objects in an order, others too
   */
  void index(int[] order) {
    objects = Arrays.stream(order).filter(byObject::containsKey).toArray();
    postings = new long[byObject.values().stream().mapToInt(sketch -> sketch.length).sum()];
    int count = 0;
    for (int i = 0; i < objects.length; i++) {
      for (int number : byObject.get(objects[i])) {
        postings[count++] = posting(number, i);
      }
    }
    Arrays.sort(postings);
  }

  private static long posting(int number, int index) {
    return (long) number << Integer.SIZE | index;
  }

  /** Returns how many objects there are. */
  int count() {
    return objects.length;
  }

  /** Returns the object with an index. */
  int object(int index) {
    return objects[index];
  }

  /**
   * Returns the indexes of objects before the one with an index that have something in common with
   * it, those that have most first, of equal ones the nearest.
   */
  int[] resembling(int index) {
    int[] sketch = byObject.get(objects[index]);
    long[] found = new long[sketch.length * LOOKED_AT];
    int count = 0;
    for (int number : sketch) {
      int at = Arrays.binarySearch(postings, posting(number, index));
      for (int i = at - 1; i >= Math.max(0, at - LOOKED_AT); i--) {
        if (postings[i] >> Integer.SIZE != number) {
          break;
        }
        found[count++] = (int) postings[i];
      }
    }
    return byFrequency(found, count);
  }

  private static int[] byFrequency(long[] found, int count) {
    Arrays.sort(found, 0, count);
    int distinct = 0;
    for (int i = 0; i < count; ) {
      int start = i;
      while (i < count && found[i] == found[start]) {
        i++;
      }
      found[distinct++] = (long) (i - start) << Integer.SIZE | found[start];
    }
    Arrays.sort(found, 0, distinct);
    int[] indexes = new int[distinct];
    for (int i = 0; i < distinct; i++) {
      indexes[i] = (int) found[distinct - 1 - i];
    }
    return indexes;
  }
}
