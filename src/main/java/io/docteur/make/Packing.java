package io.docteur.make;

import io.docteur.pack.PackLimits;

/** The numbers by which objects are packed. All but the last are git's own. */
final class Packing {
  /** How many objects a delta's base is looked for among, the object itself counted. */
  static final int WINDOW = 10;

  /** How many deltas may lie between an object and one stored whole. */
  static final int DEPTH = 50;

  /** Objects smaller than this are never deltas. */
  static final int MIN_DELTA_SIZE = 50;

  /**
   * Objects of at least this size are stored whole and never held in memory; git's {@code
   * core.bigFileThreshold}, but as low as a reader wants it that streams large files.
   */
  static final int BIG_FILE_THRESHOLD = PackLimits.STREAMED_SIZE;

  /** The content and indexes that one window keeps in memory between objects. */
  static final long WINDOW_MEMORY = 32L << 20;

  /** What one thread may need, with a full window and the largest objects. */
  static final long THREAD_MEMORY = 3 * WINDOW_MEMORY;

  /**
   * The content in one unit of work, in bytes. It is the same for any number of threads, which is
   * what makes the result the same.
   */
  static final long PARTITION_SIZE = 16L << 20;

  private Packing() {}
}
