package io.docteur.pack;

import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * How large objects may become on the heap.
 *
 * @param maxObjectMemory the bytes that one object may take on the heap
 * @param spillDirectory where a delta's base or result above that may lie in a temporary file, or
 *     null when such an object is to be refused
 */
public record PackLimits(long maxObjectMemory, Path spillDirectory) {

  /** Blobs that are stored whole and are at least this large are streamed, not read whole. */
  public static final int STREAMED_SIZE = 8 << 20;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException when the memory is negative, or when the directory is not the
   *     default file system's
   */
  public PackLimits {
    if (maxObjectMemory < 0) {
      throw new IllegalArgumentException("negative memory: " + maxObjectMemory);
    }
    if (spillDirectory != null && spillDirectory.getFileSystem() != FileSystems.getDefault()) {
      throw new IllegalArgumentException("not in the default file system: " + spillDirectory);
    }
  }
}
