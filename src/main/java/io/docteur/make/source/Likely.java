package io.docteur.make.source;

import io.docteur.make.packing.PackedEntries;

/**
 * How the former image makes expect that an object is stored best.
 *
 * @param base the object that is most likely its best base, or {@link PackedEntries#WHOLE} when it
 *     most likely has none
 * @param size the bytes of the inflated delta that its former version was
 */
public record Likely(int base, long size) {
  private static final int SLACK = 32;

  /** Tells whether a delta is so small that it is not worth while to look for a smaller one. */
  public boolean isMet(long deltaSize, long objectSize) {
    return deltaSize <= size + SLACK + objectSize / SLACK;
  }
}
