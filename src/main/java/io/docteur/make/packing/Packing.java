package io.docteur.make.packing;

import io.docteur.pack.ObjectType;
import io.docteur.pack.PackLimits;

/**
 * The numbers by which objects are packed. Those that a user may choose are the components. The
 * defaults are git's but for the depth: on documentation of many versions, chains of 10 instead of
 * 50 take 1 % more bytes and are read a quarter to a half faster.
 *
 * @param window how many objects before an object its base is looked for among
 * @param depth how many deltas may lie between a blob and one stored whole
 * @param compression zlib's level, for what is compressed anew
 */
public record Packing(int window, int depth, int compression) {
  public static final Packing DEFAULT = new Packing(10, 10, 6);

  static final int MAX_WINDOW = 1000;

  /** The largest depth that git takes. */
  static final int MAX_DEPTH = 4095;

  static final int MAX_COMPRESSION = 9;

  /** So many windows wide is the one in which objects of the same name are looked for. */
  static final int SAME_NAME_WINDOWS = 5;

  /** Objects smaller than this are never deltas; git's number. */
  static final int MIN_DELTA_SIZE = 50;

  /**
   * Objects of at least this size are stored whole and never held in memory; git's {@code
   * core.bigFileThreshold}, but as low as a reader wants it that streams large files.
   */
  static final int BIG_FILE_THRESHOLD = PackLimits.STREAMED_SIZE;

  private static final long LONGEST_ESTIMATE = 2L << 20;

  /** Less than one byte in so many that is saved is not worth a longer chain. */
  private static final int LEAST_SAVED_PART = 5;

  /** The content and indexes that one window keeps in memory between objects. */
  static final long WINDOW_MEMORY = 16L << 20;

  /** What one thread may need, with a full window and the largest objects. */
  public static final long THREAD_MEMORY = 4 * WINDOW_MEMORY;

  /**
   * The content in one unit of work, in bytes. It is the same for any number of threads, which is
   * what makes the result the same.
   */
  static final long PARTITION_SIZE = 16L << 20;

  /** The original cannot mount an image with a tree whose chain is of 60 or more. */
  private static final int MAX_TREE_DEPTH = 50;

  /** Checks the numbers; each exception says which one is wrong. */
  public Packing {
    check("window", window, 0, MAX_WINDOW);
    check("depth", depth, 0, MAX_DEPTH);
    check("compression", compression, 0, MAX_COMPRESSION);
  }

  private static void check(String what, int number, int least, int most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "the " + what + " must be from " + least + " to " + most + ", not " + number);
    }
  }

  /** Returns how many deltas may lie between an object of a type and one stored whole. */
  int depth(ObjectType type) {
    return type == ObjectType.TREE ? Math.min(depth, MAX_TREE_DEPTH) : depth;
  }

  /**
   * Returns how long JGit's delta may be, as the estimate of one that makes an object of some
   * bytes: two thirds of it, and at most 2 MiB. What is written then takes less than half, where
   * there are many changes.
   */
  static int longestEstimate(long size) {
    return (int) Math.min(size / 3 * 2, LONGEST_ESTIMATE);
  }

  /**
   * Tells whether a delta saves enough to be worth a longer chain: a fifth. With a third,
   * documentation takes 2 % more and sources 1 %; with a tenth, both take up to 1 % less and are
   * read slower.
   *
   * @param delta the bytes of its entry, deflated
   * @param other the bytes of the entry in whose place it would be
   */
  static boolean isWorthWhile(long delta, long other) {
    return delta < other - other / LEAST_SAVED_PART;
  }

  public Packing withWindow(int objects) {
    return new Packing(objects, depth, compression);
  }

  public Packing withDepth(int deltas) {
    return new Packing(window, deltas, compression);
  }

  public Packing withCompression(int level) {
    return new Packing(window, depth, level);
  }
}
