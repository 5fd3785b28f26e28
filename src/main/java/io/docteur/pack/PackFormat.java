package io.docteur.pack;

/** The numbers of git's pack format, version 2: {@code gitformat-pack(5)}. */
public final class PackFormat {
  /** The first four bytes: {@code PACK}. The version and the number of objects follow. */
  public static final int MAGIC = 0x5041434b;

  /** The version. */
  public static final int VERSION = 2;

  /** The bytes before the first entry. */
  public static final int HEADER_LENGTH = 3 * Integer.BYTES;

  /** The type of an entry that is a delta against the entry at a distance before it. */
  public static final int OFS_DELTA = 6;

  /** The type of an entry that is a delta against the object with an id. */
  public static final int REF_DELTA = 7;

  private PackFormat() {}
}
