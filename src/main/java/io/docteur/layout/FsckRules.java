package io.docteur.layout;

import io.docteur.pack.ObjectId;
import io.docteur.pack.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What {@code git fsck --strict} calls errors in one tree, and a mode that no directory can hold;
 * messages start with its names. What {@code .gitmodules} and {@code .gitattributes} hold is not
 * looked at.
 */
public final class FsckRules {
  private static final ObjectId NULL_ID = new ObjectId(0, 0, 0);

  private final Consumer<String> problems;
  private final Set<String> names = new HashSet<>();
  private byte[] previous;

  /** Rules for the entries of one tree. */
  public FsckRules(Consumer<String> problems) {
    this.problems = problems;
  }

  /** Checks the entry that a cursor stands at, which follows the one that was checked before. */
  public void check(Tree tree) {
    byte[] name = tree.name();
    EntryKind kind = EntryKind.ofMode(tree.mode());
    checkName(name, kind);
    if (tree.isModePadded()) {
      problems.accept("zeroPaddedFilemode: a mode that starts with 0");
    }
    if (kind == null) {
      problems.accept("badFilemode: mode " + Integer.toOctalString(tree.mode()));
    }
    if (tree.id().equals(NULL_ID)) {
      problems.accept("nullSha1: an entry that points to no object");
    }
    byte[] sortedAs = kind == EntryKind.DIRECTORY ? slashed(name) : name;
    if (previous != null && Arrays.compareUnsigned(previous, sortedAs) > 0) {
      problems.accept("treeNotSorted: entries in another order than git's");
    }
    if (!names.add(new String(name, StandardCharsets.ISO_8859_1))) {
      problems.accept("duplicateEntries: a name that comes twice");
    }
    previous = sortedAs;
  }

  private void checkName(byte[] bytes, EntryKind kind) {
    String name = new String(bytes, StandardCharsets.ISO_8859_1);
    switch (name) {
      case "" -> problems.accept("emptyName: an entry without a name");
      case "." -> problems.accept("hasDot: an entry named '.'");
      case ".." -> problems.accept("hasDotdot: an entry named '..'");
      default -> {
        if (name.indexOf('/') >= 0) {
          problems.accept("fullPathname: a name with a slash");
        }
      }
    }
    DisguisedName own = DisguisedName.of(bytes);
    if (own != null) {
      checkOwnName(own, kind);
    }
  }

  private void checkOwnName(DisguisedName own, EntryKind kind) {
    if (own == DisguisedName.DOT_GIT) {
      problems.accept("hasDotgit: an entry named '.git'");
    } else if (own == DisguisedName.DOT_GITMODULES && kind == EntryKind.SYMBOLIC_LINK) {
      problems.accept("gitmodulesSymlink: a symbolic link named '.gitmodules'");
    } else if (own == DisguisedName.DOT_GITMODULES && kind == EntryKind.DIRECTORY) {
      problems.accept("gitmodulesBlob: a directory named '.gitmodules'");
    } else if (own == DisguisedName.DOT_GITATTRIBUTES && kind == EntryKind.DIRECTORY) {
      problems.accept("gitattributesBlob: a directory named '.gitattributes'");
    }
  }

  private static byte[] slashed(byte[] name) {
    byte[] slashed = Arrays.copyOf(name, name.length + 1);
    slashed[name.length] = '/';
    return slashed;
  }
}
