package io.docteur.make.packing;

import java.io.IOException;
import org.eclipse.jgit.internal.storage.pack.DeltaIndex;

/** A content, and what deltas against it need, which is made when it is needed first. */
final class DeltaBase {
  private final byte[] content;
  private DeltaIndex index;
  private DeltaEncoder encoder;

  /** A content that nobody may change. */
  DeltaBase(byte[] content) {
    this.content = content;
  }

  /** Returns the content, which nobody may change. */
  byte[] content() {
    return content;
  }

  /**
   * Returns how long the estimate of a delta may be that makes an object of some bytes: two thirds
   * of it. What is written then takes less than half, where there are many changes.
   */
  static int longestEstimate(long size) {
    return (int) (size / 3 * 2);
  }

  /**
   * Looks for a delta quickly, to see what the base is worth.
   *
   * @param delta gets it
   * @param limit how long it may be
   * @return whether there is one within the limit
   */
  boolean estimate(byte[] target, DeltaBuffer delta, int limit) throws IOException {
    if (index == null) {
      index = new DeltaIndex(content);
    }
    delta.clear();
    return index.encode(delta, target, limit);
  }

  /**
   * Looks for a delta that takes few bytes.
   *
   * @param delta gets it
   */
  void encode(byte[] target, DeltaBuffer delta) {
    if (encoder == null) {
      encoder = new DeltaEncoder(content);
    }
    delta.clear();
    encoder.encode(target, delta);
  }

  /** Returns how many bytes all of this takes. */
  long memory() {
    return (index == null ? content.length : index.getIndexSize())
        + (encoder == null ? 0 : encoder.memory());
  }
}
