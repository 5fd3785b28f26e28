package io.docteur.make.source;

/** Where a repository has an object: a pack's number with an offset in it, or elsewhere. */
final class PackOrigin {
  /** The origin of an object that lies in no pack that we read ourselves. */
  static final long ELSEWHERE = -1;

  private static final int OFFSET_BITS = 44;

  /** The most packs that can be told apart. */
  static final int MAX_PACKS = 1 << (Long.SIZE - 1 - OFFSET_BITS);

  private PackOrigin() {}

  static long of(int pack, long offset) {
    return ((long) pack << OFFSET_BITS) | offset;
  }

  static boolean isPacked(long origin) {
    return origin != ELSEWHERE;
  }

  static int pack(long origin) {
    return (int) (origin >>> OFFSET_BITS);
  }

  static long offset(long origin) {
    return origin & ((1L << OFFSET_BITS) - 1);
  }
}
