package io.docteur.layout;

import io.docteur.art.MalformedArtException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.IntToLongFunction;

/** Compares the ARTs that an image carries with its trees. */
public final class LayoutCheck {
  private final Trees trees;
  private final StoredArts arts;
  private final IntToLongFunction sizes;
  private final BiConsumer<Integer, String> problems;
  private final EntryCodec codec;

  /** By rank, where a tree's directory lies: each further one would cost a look at all the tree. */
  private final Map<Integer, Long> reached = new HashMap<>();

  private final Deque<Pair> next = new ArrayDeque<>();

  /** A tree and the ART that is said to hold its entries. */
  private record Pair(int rank, long art) {}

  private LayoutCheck(
      Trees trees, StoredArts arts, IntToLongFunction sizes, BiConsumer<Integer, String> problems) {
    this.trees = trees;
    this.arts = arts;
    this.sizes = sizes;
    this.problems = problems;
    this.codec = new EntryCodec(trees.index().count());
  }

  /**
   * Compares every directory that can be reached from the root with its tree. One that differs is
   * told once, and what follows the difference in it is not looked at.
   *
   * @param root the rank of the root's tree
   * @param sizes the true size of an object by its rank
   * @param problems is told the rank of each tree whose directory differs, and how
   * @throws io.docteur.DamagedImageException when a tree cannot be read
   */
  public static void check(
      Trees trees,
      StoredArts arts,
      int root,
      IntToLongFunction sizes,
      BiConsumer<Integer, String> problems)
      throws IOException {
    LayoutCheck check = new LayoutCheck(trees, arts, sizes, problems);
    check.reach(root, arts.root());
    while (!check.next.isEmpty()) {
      check.compare(check.next.pop());
    }
  }

  /** Looks at a directory later, if at all; false when the tree has another one already. */
  private boolean reach(int rank, long art) {
    if (rank == Entry.NO_RANK || art == Entry.NO_ART) {
      return true;
    }
    Long former = reached.putIfAbsent(rank, art);
    if (former == null) {
      next.push(new Pair(rank, art));
    }
    return former == null || former == art;
  }

  private void compare(Pair pair) throws IOException {
    TreeListing tree = trees.read(pair.rank);
    String difference;
    try {
      difference = difference(tree, new ArtDirectory(arts, pair.art, codec));
    } catch (MalformedArtException e) {
      difference = e.getMessage();
    }
    if (difference != null) {
      problems.accept(pair.rank, "the layout of this tree is wrong: " + difference);
    }
  }

  private String difference(TreeListing tree, ArtDirectory directory) throws IOException {
    Directory.Cursor stored = directory.entries();
    for (int i = 0; i < tree.size(); i++) {
      Entry expected = tree.get(i);
      String difference = difference(expected, stored.next());
      if (difference != null) {
        return difference;
      }
    }
    Entry more = stored.next();
    return more == null ? null : more.printableName() + " is not in the tree";
  }

  private String difference(Entry expected, Entry stored) {
    if (stored == null || !Arrays.equals(expected.name(), stored.name())) {
      return expected.printableName() + " is missing";
    }
    if (expected.kind() != stored.kind()) {
      return "the mode of " + expected.printableName();
    }
    if (expected.rank() != stored.rank() || !Objects.equals(expected.absent(), stored.absent())) {
      return "the object of " + expected.printableName();
    }
    if (expected.kind() == EntryKind.DIRECTORY) {
      boolean only = reach(stored.rank(), stored.art());
      return only ? null : "a second directory for the tree of " + expected.printableName();
    }
    return isSizeRight(stored) ? null : "the size of " + expected.printableName();
  }

  /**
   * Tells whether the size of an entry, where it is told, is that of its object, which is there.
   */
  private boolean isSizeRight(Entry stored) {
    return stored.size() == Entry.UNKNOWN_SIZE
        || (stored.rank() != Entry.NO_RANK && stored.size() == sizes.applyAsLong(stored.rank()));
  }
}
