package io.docteur.pack;

import java.util.Arrays;

/**
 * Ids with a number each, in 24 bytes a piece. First they are added in any order, then they are
 * sorted, and then they can be found. Thread-safe once sorted.
 */
final class IdTable {
  private static final int FIRST_CAPACITY = 64;

  private long[] a = new long[FIRST_CAPACITY];
  private long[] b = new long[FIRST_CAPACITY];
  private int[] c = new int[FIRST_CAPACITY];
  private int[] values = new int[FIRST_CAPACITY];
  private int size;

  void add(ObjectId id, int value) {
    if (size == a.length) {
      resize(2 * size);
    }
    set(size++, id.a(), id.b(), id.c(), value);
  }

  int size() {
    return size;
  }

  ObjectId id(int rank) {
    return new ObjectId(a[rank], b[rank], c[rank]);
  }

  int value(int rank) {
    return values[rank];
  }

  /** Returns the rank of the first id that is not smaller than this one. */
  int ceiling(ObjectId id) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, id.a(), id.b(), id.c()) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Tells whether this id has this rank. */
  boolean is(int rank, ObjectId id) {
    return rank < size && compare(rank, id.a(), id.b(), id.c()) == 0;
  }

  /** Sorts by id and then by number: a heap sort, which needs no room and knows no bad input. */
  void sort() {
    resize(size);
    for (int root = size / 2 - 1; root >= 0; root--) {
      sift(root, size);
    }
    for (int end = size - 1; end > 0; end--) {
      swap(0, end);
      sift(0, end);
    }
  }

  private void sift(int from, int end) {
    int root = from;
    for (int child = 2 * root + 1; child > 0 && child < end; child = 2 * root + 1) {
      if (child + 1 < end && compare(child, child + 1) < 0) {
        child++;
      }
      if (compare(root, child) >= 0) {
        return;
      }
      swap(root, child);
      root = child;
    }
  }

  private int compare(int left, int right) {
    int order = compare(left, a[right], b[right], c[right]);
    return order == 0 ? Integer.compare(values[left], values[right]) : order;
  }

  private int compare(int rank, long otherA, long otherB, int otherC) {
    int order = Long.compareUnsigned(a[rank], otherA);
    if (order == 0) {
      order = Long.compareUnsigned(b[rank], otherB);
    }
    return order == 0 ? Integer.compareUnsigned(c[rank], otherC) : order;
  }

  private void swap(int left, int right) {
    long formerA = a[left];
    long formerB = b[left];
    int formerC = c[left];
    int formerValue = values[left];
    set(left, a[right], b[right], c[right], values[right]);
    set(right, formerA, formerB, formerC, formerValue);
  }

  private void set(int rank, long newA, long newB, int newC, int value) {
    a[rank] = newA;
    b[rank] = newB;
    c[rank] = newC;
    values[rank] = value;
  }

  private void resize(int capacity) {
    a = Arrays.copyOf(a, capacity);
    b = Arrays.copyOf(b, capacity);
    c = Arrays.copyOf(c, capacity);
    values = Arrays.copyOf(values, capacity);
  }
}
