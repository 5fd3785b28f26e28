package io.docteur.make.source;

/**
 * Git's hash of a path, by which similar objects come to stand together: the last 16 characters
 * count, the last ones most ({@code pack_name_hash} in git's {@code pack-objects.h}).
 */
final class NameHash {
  /** The hash of the root's path. */
  static final int ROOT = 0;

  private NameHash() {}

  /** Returns the hash of the path of an entry in a directory with a hash. */
  static int child(int directory, boolean root, byte[] name) {
    int hash = root ? directory : step(directory, '/');
    for (byte b : name) {
      hash = step(hash, b & 0xff);
    }
    return hash;
  }

  private static int step(int hash, int c) {
    boolean space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    return space ? hash : (hash >>> 2) + (c << 24);
  }
}
