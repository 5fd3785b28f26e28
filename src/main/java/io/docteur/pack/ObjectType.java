package io.docteur.pack;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What an object is. */
public enum ObjectType {
  COMMIT(1),
  TREE(2),
  BLOB(3),
  TAG(4);

  private final int code;

  ObjectType(int code) {
    this.code = code;
  }

  /** Returns the type's number in the header of a pack entry. */
  public int code() {
    return code;
  }

  /** Returns git's name of the type. */
  public String gitName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what stands before an object's content when its id is computed. */
  public byte[] header(long size) {
    return (gitName() + " " + size + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the type with a number, or null when it is no object's. */
  static ObjectType ofCode(int code) {
    return code >= 1 && code <= 4 ? values()[code - 1] : null;
  }
}
