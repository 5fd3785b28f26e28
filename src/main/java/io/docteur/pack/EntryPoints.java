package io.docteur.pack;

import java.io.IOException;

/**
 * Where the streams of large blobs can be entered: each was deflated in steps of one size, with a
 * full flush behind each, so that no step needs what was before it. Thread-safe.
 */
public interface EntryPoints {

  /** The bytes of a step in the images that are made now. */
  int STEP = 256 << 10;

  /** The most bytes of a step that a reader takes. */
  int MOST_STEP = 1 << 20;

  /**
   * Returns the steps of the blob with a rank, or null when it has none, or when they are damaged.
   *
   * @throws IOException when they cannot be read
   */
  Steps steps(int rank) throws IOException;

  /**
   * Reads all that is told.
   *
   * @throws io.docteur.DamagedImageException when a part of it does not match its checksum
   */
  void check() throws IOException;

  /** The steps of one blob. Its entry is cut where they start; the first part holds its header. */
  interface Steps {
    /** Returns the size of the blob. */
    long size();

    /** Returns the bytes of each step but the last; at least 1. */
    int length();

    /** Returns the number of steps. */
    default long count() {
      return (size() + length() - 1) / length();
    }

    /**
     * Returns where a step starts, counted from the start of the entry, whose end is the start of
     * the step behind the last.
     *
     * @throws IOException when it cannot be read
     */
    long start(long step) throws IOException;

    /**
     * Returns the CRC-32 of a step's part of the entry.
     *
     * @throws IOException when it cannot be read
     */
    int crc32(long step) throws IOException;
  }
}
