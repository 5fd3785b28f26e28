package io.docteur.pack;

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
}
