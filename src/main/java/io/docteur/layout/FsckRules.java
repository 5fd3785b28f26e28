package io.docteur.verify;

import io.docteur.layout.EntryKind;
import io.docteur.pack.ObjectId;
import io.docteur.pack.Tree;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What git fsck says of the entries of one tree, and of a commit's times; messages start with its
 * names. Names that only other file systems take for {@code .git} are theirs to refuse.
 */
final class FsckRules {
  private static final ObjectId NULL_ID = new ObjectId(0, 0, 0);

  /** A time in seconds; of a longer number the digits that are taken are too many already. */
  private static final Pattern TIME =
      Pattern.compile("^(author|committer) .*> (-?\\d{1,40})", Pattern.MULTILINE);

  private static final String END_OF_HEADERS = "\n\n";

  private final Consumer<String> problems;
  private final Set<String> names = new HashSet<>();
  private byte[] previous;

  FsckRules(Consumer<String> problems) {
    this.problems = problems;
  }

  /** Checks the content of a commit that can be read. */
  static void checkTimes(byte[] commit, Consumer<String> problems) {
    String text = new String(commit, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(END_OF_HEADERS);
    Matcher time = TIME.matcher(end < 0 ? text : text.substring(0, end));
    while (time.find()) {
      BigInteger seconds = new BigInteger(time.group(2));
      if (seconds.signum() < 0 || seconds.bitLength() >= Long.SIZE) {
        problems.accept("badDateOverflow: the time of the " + time.group(1) + ", " + seconds);
      }
    }
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
