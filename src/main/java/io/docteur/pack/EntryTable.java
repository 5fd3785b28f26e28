package io.docteur.pack;

import java.io.IOException;

/**
 * What an image tells of the entries of its pack, beside its index: how long each is and what it is
 * a delta against. With it an object is read without looking for either. Thread-safe.
 *
 * <p>It is no authority: the CRC-32s of the index tell whether what it says is so.
 */
public interface EntryTable {
  /** The base of an entry that is no delta. */
  int WHOLE = -1;

  /** The base of an entry of which nothing is told. */
  int UNKNOWN = -2;

  /** A row that tells nothing. */
  long NOTHING = row(0, UNKNOWN);

  /**
   * Returns what is told of the entry of the object with a rank, for {@link #length} and {@link
   * #base} to take apart.
   *
   * @throws IOException when it cannot be read
   */
  long row(int rank) throws IOException;

  /**
   * Returns a row.
   *
   * @param length the bytes of the entry, its header included; what does not fit 32 bits is not
   *     told
   * @param base the rank of the object that the entry is a delta against, {@link #WHOLE} or {@link
   *     #UNKNOWN}
   */
  static long row(long length, int base) {
    return length >>> Integer.SIZE == 0 && length != 0
        ? length << Integer.SIZE | Integer.toUnsignedLong(base)
        : Integer.toUnsignedLong(UNKNOWN);
  }

  /** Returns the length in a row; 0 when it tells nothing. */
  static long length(long row) {
    return row >>> Integer.SIZE;
  }

  /** Returns the base in a row. */
  static int base(long row) {
    return (int) row;
  }
}
