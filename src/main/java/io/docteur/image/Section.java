package io.docteur.image;

import io.docteur.storage.Bytes;

/**
 * A row of an image's table of sections.
 *
 * @param type what the section is, at least 1; readers skip the types that they do not know
 * @param position where it starts in the image
 * @param length its bytes
 * @param detail a number whose meaning the type tells
 */
record Section(long type, long position, long length, long detail) {
  /** The bytes of a row. */
  static final int LENGTH = 4 * Long.BYTES;

  /** Encoded ARTs in pages; the detail is where the root's lies in it. */
  static final long DIRECTORIES = 1;

  /** The CRC-32 of each page of {@link #DIRECTORIES}, four bytes big-endian. */
  static final long PAGE_CHECKSUMS = 2;

  /** {@link EntryRows}. */
  static final long ENTRIES = 3;

  /** {@link EntryPointRows}; the detail is the number of blobs. */
  static final long ENTRY_POINTS = 4;

  /** Reads the row at an index. */
  static Section read(byte[] table, int row) {
    return new Section(
        Bytes.getLong(table, row),
        Bytes.getLong(table, row + Long.BYTES),
        Bytes.getLong(table, row + 2 * Long.BYTES),
        Bytes.getLong(table, row + 3 * Long.BYTES));
  }

  /** Writes the row at an index. */
  void put(byte[] table, int row) {
    Bytes.putLong(table, row, type);
    Bytes.putLong(table, row + Long.BYTES, position);
    Bytes.putLong(table, row + 2 * Long.BYTES, length);
    Bytes.putLong(table, row + 3 * Long.BYTES, detail);
  }
}
