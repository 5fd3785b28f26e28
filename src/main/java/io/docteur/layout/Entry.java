package io.docteur.layout;

import io.docteur.pack.ObjectId;
import java.util.HexFormat;

/** An entry of a directory. Immutable, provided that nobody writes into {@link #name}. */
public final class Entry {
  /** The size of an object that nobody has looked at yet. */
  public static final long UNKNOWN_SIZE = -1;

  /** The ART of a directory that the image stores none for. */
  static final long NO_ART = -2;

  /** The rank of an object that the pack does not hold, and of every gitlink. */
  public static final int NO_RANK = -1;

  private final byte[] name;
  private final EntryKind kind;
  private final int rank;
  private final long size;
  private final long art;
  private final ObjectId absent;

  Entry(byte[] name, EntryKind kind, int rank, long size, long art, ObjectId absent) {
    this.name = name;
    this.kind = kind;
    this.rank = rank;
    this.size = size;
    this.art = art;
    this.absent = absent;
  }

  /** The entry of the root directory, which has no name. */
  static Entry root(int rank, long art) {
    return new Entry(new byte[0], EntryKind.DIRECTORY, rank, UNKNOWN_SIZE, art, null);
  }

  /**
   * Returns the name's bytes as the tree has them; empty for the root. The caller's to read only.
   */
  public byte[] name() {
    return name;
  }

  /** Returns the name for messages: printable ASCII, every other byte as {@code \\xNN}. */
  public String printableName() {
    StringBuilder text = new StringBuilder(name.length);
    for (byte b : name) {
      if (b >= ' ' && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return text.toString();
  }

  /** Returns what the entry is. */
  public EntryKind kind() {
    return kind;
  }

  /** Returns the rank of the object in the index, or {@link #NO_RANK}. */
  public int rank() {
    return rank;
  }

  /** Returns the size of the object in bytes, or {@link #UNKNOWN_SIZE}. */
  public long size() {
    return size;
  }

  /** Returns the id of the object that the pack does not hold; null where there is a rank. */
  public ObjectId absent() {
    return absent;
  }

  /** Returns the root of the directory's stored ART, or {@link #NO_ART}. */
  long art() {
    return art;
  }
}
