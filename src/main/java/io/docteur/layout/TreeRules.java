package io.docteur.layout;

import io.docteur.art.Art;
import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.Tree;
import io.docteur.storage.Bytes;

/** What the entry of a tree must be for a directory to hold it; messages start as git fsck's. */
final class TreeRules {
  private static final long ONES = 0x0101010101010101L;

  private static final byte[] DOT = {'.'};
  private static final byte[] DOT_DOT = {'.', '.'};

  private TreeRules() {}

  /** Checks the entry that a cursor stands at. */
  static void checkEntry(Tree tree) throws MalformedObjectException {
    if (EntryKind.ofMode(tree.mode()) == null) {
      throw new MalformedObjectException("badFilemode: mode " + Integer.toOctalString(tree.mode()));
    }
    if (tree.compareName(DOT) == 0) {
      throw new MalformedObjectException("hasDot: an entry named '.'");
    }
    if (tree.compareName(DOT_DOT) == 0) {
      throw new MalformedObjectException("hasDotdot: an entry named '..'");
    }
    checkName(tree.name());
  }

  private static void checkName(byte[] name) throws MalformedObjectException {
    if (name.length == 0) {
      throw new MalformedObjectException("emptyName: an entry without a name");
    }
    if (name.length > Art.MAX_KEY_LENGTH) {
      throw new MalformedObjectException("largePathname: a name of " + name.length + " bytes");
    }
    for (byte b : name) {
      if (b == '/') {
        throw new MalformedObjectException("fullPathname: a name with a slash");
      }
    }
  }

  /** Tells whether bytes from anywhere can be the name of an entry. */
  static boolean isName(byte[] name) {
    if (name.length == 0 || (name[0] == '.' && name.length <= 2 && name[name.length - 1] == '.')) {
      return false;
    }
    int last = name.length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (hasNoName(Bytes.getLong(name, i))) {
        return false;
      }
    }
    if (last >= 0) {
      return !hasNoName(Bytes.getLong(name, last));
    }
    for (byte b : name) {
      if (b == '/' || b == 0) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether one of eight bytes is a slash or zero. */
  private static boolean hasNoName(long bytes) {
    return (zeros(bytes) | zeros(bytes ^ '/' * ONES)) != 0;
  }

  /** Returns bits where one of eight bytes is zero (Lamport, "Multiple Byte Processing", 1975). */
  private static long zeros(long bytes) {
    return (bytes - ONES) & ~bytes & ONES << Byte.SIZE - 1;
  }
}
