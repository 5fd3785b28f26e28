package io.docteur.verify;

import io.docteur.layout.EntryKind;
import io.docteur.pack.ObjectId;
import io.docteur.pack.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What git fsck says of the entries of one tree; messages start with its names. Names that only
 * other file systems take for {@code .git} are theirs to refuse.
 */
final class FsckRules {
  private static final ObjectId NULL_ID = new ObjectId(0, 0, 0);

  private final Consumer<String> problems;
  private final Set<String> names = new HashSet<>();
  private byte[] previous;

  FsckRules(Consumer<String> problems) {
    this.problems = problems;
  }

  /** Checks the entry that a cursor stands at, which follows the one that was checked before. */
  void check(Tree tree) {
    byte[] name = tree.name();
    checkName(name);
    checkMode(tree);
    if (tree.id().equals(NULL_ID)) {
      problems.accept("nullSha1: an entry that points to no object");
    }
    byte[] sortedAs = EntryKind.ofMode(tree.mode()) == EntryKind.DIRECTORY ? slashed(name) : name;
    if (previous != null && Arrays.compareUnsigned(previous, sortedAs) > 0) {
      problems.accept("treeNotSorted: entries in another order than git's");
    }
    if (!names.add(new String(name, StandardCharsets.ISO_8859_1))) {
      problems.accept("duplicateEntries: a name that comes twice");
    }
    previous = sortedAs;
  }

  private void checkName(byte[] bytes) {
    String name = new String(bytes, StandardCharsets.ISO_8859_1);
    switch (name.toLowerCase(Locale.ROOT)) {
      case "" -> problems.accept("emptyName: an entry without a name");
      case "." -> problems.accept("hasDot: an entry named '.'");
      case ".." -> problems.accept("hasDotdot: an entry named '..'");
      case ".git", "git~1" -> problems.accept("hasDotgit: an entry named '.git'");
      default -> {
        if (name.indexOf('/') >= 0) {
          problems.accept("fullPathname: a name with a slash");
        }
      }
    }
  }

  private void checkMode(Tree tree) {
    if (tree.isModePadded()) {
      problems.accept("zeroPaddedFilemode: a mode that starts with 0");
    }
    EntryKind kind = EntryKind.ofMode(tree.mode());
    // git fsck lets 100664 pass, which early versions of git wrote.
    if (kind == null || (kind.mode() != tree.mode() && tree.mode() != 0100664)) {
      problems.accept("badFilemode: mode " + Integer.toOctalString(tree.mode()));
    }
  }

  private static byte[] slashed(byte[] name) {
    byte[] slashed = Arrays.copyOf(name, name.length + 1);
    slashed[name.length] = '/';
    return slashed;
  }
}
