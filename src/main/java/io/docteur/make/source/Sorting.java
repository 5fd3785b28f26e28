package io.docteur.make.source;

/** Sorts numbers by what they stand for, without an object for each. */
public final class Sorting {
  private Sorting() {}

  /** Compares what two numbers stand for. */
  @FunctionalInterface
  public interface IntComparator {
    int compare(int x, int y);
  }

  /** Returns the numbers from 0 to {@code count - 1} in the order of a comparator; stable. */
  public static int[] order(int count, IntComparator comparator) {
    int[] from = new int[count];
    for (int i = 0; i < count; i++) {
      from[i] = i;
    }
    int[] to = new int[count];
    for (int run = 1; run < count && run > 0; run <<= 1) {
      for (long start = 0; start < count; start += 2L * run) {
        int middle = (int) Math.min(start + run, count);
        int end = (int) Math.min(start + 2L * run, count);
        merge(from, to, (int) start, middle, end, comparator);
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static void merge(
      int[] from, int[] to, int start, int middle, int end, IntComparator comparator) {
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeLeft =
          left < middle && (right == end || comparator.compare(from[left], from[right]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }
}
