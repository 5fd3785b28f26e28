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
  private final String gitName = name().toLowerCase(Locale.ROOT);

  ObjectType(int code) {
    this.code = code;
  }

  /** Returns the type's number in the header of a pack entry. */
  public int code() {
    return code;
  }

  /** Returns git's name of the type. */
  public String gitName() {
    return gitName;
  }

  /** Returns what stands before an object's content when its id is computed. */
  public byte[] header(long size) {
    return (gitName + " " + size + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the type with a number, or null when it is no object's. */
  static ObjectType ofCode(int code) {
    return switch (code) {
      case 1 -> COMMIT;
      case 2 -> TREE;
      case 3 -> BLOB;
      case 4 -> TAG;
      default -> null;
    };
  }
}
