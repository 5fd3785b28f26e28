package io.docteur.image;

import io.docteur.pack.Inflating;
import io.docteur.pack.ObjectId;
import java.nio.file.Path;

/**
 * How an image is mounted.
 *
 * @param mode where directories come from
 * @param cacheBytes the budget of all caches and pools together
 * @param maxObjectMemory the bytes that one object may take on the heap
 * @param spillDirectory where larger objects may be rebuilt in temporary files; null: refuse them
 * @param checkObjects whether every blob is hashed when it is opened
 * @param inflating what inflates entries that are read whole
 * @param commit the commit that the image must be of, or null; when given, nothing is trusted but
 *     ids
 */
public record ImageOptions(
    Mode mode,
    long cacheBytes,
    long maxObjectMemory,
    Path spillDirectory,
    boolean checkObjects,
    Inflating inflating,
    ObjectId commit) {
  private static final long MOST_CACHE_BYTES = 128L << 20;
  private static final int HEAP_SHARE = 8;

  /** Where directories come from. The last three are the original's. */
  public enum Mode {
    /** The layout that the image carries, or each directory's tree when it is first entered. */
    LAYOUT,
    /** The trees of the whole image, read when it is mounted. */
    FAST,
    /** As {@link #FAST}, after rebuilding the index by hashing the whole pack. */
    ANALYZE,
    /** Each directory's tree, at each call. */
    LIGHT
  }

  /** Returns the smaller of 128 MiB and an eighth of the heap. */
  public static long defaultCacheBytes() {
    return Math.min(MOST_CACHE_BYTES, defaultMaxObjectMemory());
  }

  /** Returns an eighth of the heap. */
  public static long defaultMaxObjectMemory() {
    return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
  }

  /** Returns what a mount without any option has; temporary files go where the JDK's go. */
  public static ImageOptions defaults() {
    return new ImageOptions(
        Mode.LAYOUT,
        defaultCacheBytes(),
        defaultMaxObjectMemory(),
        Path.of(System.getProperty("java.io.tmpdir")),
        false,
        Inflating.best(),
        null);
  }
}
