package io.docteur.layout;

/** What a directory entry is, as git's mode tells it. */
public enum EntryKind {
  DIRECTORY(0, 0040000),
  FILE(1, 0100644),
  EXECUTABLE(2, 0100755),
  SYMBOLIC_LINK(3, 0120000),
  GITLINK(4, 0160000);

  private static final int TYPE_MASK = 0170000;
  private static final int OWNER_EXECUTE = 0100;

  private static final EntryKind[] BY_CODE = values();

  private final int code;
  private final int mode;

  EntryKind(int code, int mode) {
    this.code = code;
    this.mode = mode;
  }

  /** Returns the number of the kind in a layout. */
  int code() {
    return code;
  }

  /** Returns the kind with a number, or null when no kind has it. */
  static EntryKind ofCode(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** Returns git's canonical mode. */
  public int mode() {
    return mode;
  }

  /** Returns the kind that a mode in a tree means to git, or null when it means nothing to it. */
  public static EntryKind ofMode(int mode) {
    return switch (mode & TYPE_MASK) {
      case 0040000 -> DIRECTORY;
      case 0100000 -> (mode & OWNER_EXECUTE) != 0 ? EXECUTABLE : FILE;
      case 0120000 -> SYMBOLIC_LINK;
      case 0160000 -> GITLINK;
      default -> null;
    };
  }
}
