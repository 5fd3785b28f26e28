package io.docteur.pack;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a pack index of version 2, byte for byte as {@code git index-pack} does. */
public final class PackIndexWriter {
  private PackIndexWriter() {}

  /** What the index is to say of each object, by rank. */
  public interface Entries {
    /** Returns the number of objects. */
    int count();

    /** Returns the id with a rank; ids ascend. */
    ObjectId id(int rank);

    /** Returns where the entry with a rank starts, from the pack's first byte. */
    long offset(int rank);

    /** Returns the CRC-32 of the entry's bytes. */
    int crc32(int rank);
  }

  /** Writes the index and returns its length in bytes. */
  public static long write(Entries entries, ObjectId packChecksum, OutputStream out)
      throws IOException {
    throw new UnsupportedOperationException();
  }
}
