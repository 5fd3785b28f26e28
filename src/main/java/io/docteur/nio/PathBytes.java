package io.docteur.nio;

import java.util.Arrays;

/** Paths as Unix spells them: names between slashes, no slash doubled, none at the end. */
final class PathBytes {
  static final byte SLASH = '/';

  private PathBytes() {}

  /** Returns the path that some bytes spell, slashes doubled or at the end left out. */
  static byte[] of(byte[] spelled) {
    byte[] path = new byte[spelled.length];
    int length = 0;
    for (byte b : spelled) {
      if (b != SLASH || length == 0 || path[length - 1] != SLASH) {
        path[length++] = b;
      }
    }
    if (length > 1 && path[length - 1] == SLASH) {
      length--;
    }
    return Arrays.copyOf(path, length);
  }

  /** Tells whether a path starts at the root. */
  static boolean isAbsolute(byte[] path) {
    return path.length > 0 && path[0] == SLASH;
  }

  /** Returns where the last slash stands, or -1. */
  static int lastSlash(byte[] path) {
    int i = path.length - 1;
    while (i >= 0 && path[i] != SLASH) {
      i--;
    }
    return i;
  }

  /** Returns where the names start: none in the root, one in the empty path. */
  static int[] starts(byte[] path) {
    boolean absolute = isAbsolute(path);
    if (absolute && path.length == 1) {
      return new int[0];
    }
    int[] starts = new int[path.length / 2 + 1];
    int count = 0;
    if (!absolute) {
      starts[count++] = 0;
    }
    for (int i = 0; i < path.length; i++) {
      if (path[i] == SLASH) {
        starts[count++] = i + 1;
      }
    }
    return Arrays.copyOf(starts, count);
  }

  /** Returns a relative path, not an empty one, below a directory, which may be empty. */
  static byte[] join(byte[] directory, byte[] relative) {
    int length = directory.length;
    if (length == 0) {
      return relative;
    }
    boolean root = length == 1 && directory[0] == SLASH;
    byte[] result = Arrays.copyOf(directory, length + (root ? 0 : 1) + relative.length);
    result[result.length - relative.length - 1] = SLASH;
    System.arraycopy(relative, 0, result, result.length - relative.length, relative.length);
    return result;
  }
}
