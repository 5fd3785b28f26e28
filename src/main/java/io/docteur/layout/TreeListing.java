package io.docteur.layout;

import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectIndex;
import io.docteur.pack.Tree;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;

/**
 * A directory read from its tree object: its entries in the order of their names' bytes, which is
 * not git's (git sorts a directory as if its name ended in a slash).
 */
final class TreeListing implements Directory {
  private final byte[] content;
  private final ObjectIndex index;
  private final int[] starts;
  private int longestName;

  /**
   * Reads a tree.
   *
   * @throws MalformedObjectException when it is none, or holds an entry that no directory can: a
   *     name that is empty, {@code .}, {@code ..}, has a slash or comes twice, or an unknown mode
   */
  TreeListing(byte[] content, ObjectIndex index) throws MalformedObjectException {
    this.content = content;
    this.index = index;
    this.starts = sortedStarts();
  }

  private int[] sortedStarts() throws MalformedObjectException {
    int count = 0;
    for (Tree tree = new Tree(content); tree.next(); count++) {
      TreeRules.checkEntry(tree);
      longestName = Math.max(longestName, tree.nameLength());
    }
    int[] starts = new int[count];
    Tree tree = new Tree(content);
    boolean sorted = true;
    byte[] previous = null;
    for (int i = 0; tree.next(); i++) {
      starts[i] = tree.start();
      sorted &= previous == null || tree.compareName(previous) > 0;
      previous = tree.name();
    }
    return sorted ? starts : sort(starts);
  }

  private int[] sort(int[] starts) throws MalformedObjectException {
    record Named(byte[] name, int start) {}
    Named[] named = new Named[starts.length];
    Tree tree = new Tree(content);
    for (int i = 0; tree.next(); i++) {
      named[i] = new Named(tree.name(), tree.start());
    }
    Arrays.sort(named, Comparator.comparing(Named::name, Arrays::compareUnsigned));
    for (int i = 0; i < named.length; i++) {
      if (i > 0 && Arrays.equals(named[i - 1].name, named[i].name)) {
        throw new MalformedObjectException("duplicateEntries: a name that comes twice");
      }
      starts[i] = named[i].start;
    }
    return starts;
  }

  /** Returns the number of entries. */
  int size() {
    return starts.length;
  }

  /** Returns the length of the longest name in bytes. */
  int longestName() {
    return longestName;
  }

  /** Returns the kind of the entry at an index from 0, in the order of names. */
  EntryKind kind(int i) throws IOException {
    return EntryKind.ofMode(at(i).mode());
  }

  /** Returns the entry at an index from 0, in the order of names. */
  Entry get(int i) throws IOException {
    return entry(at(i));
  }

  private Tree at(int i) throws MalformedObjectException {
    Tree tree = new Tree(content);
    tree.seek(starts[i]);
    tree.next();
    return tree;
  }

  private Entry entry(Tree tree) throws IOException {
    EntryKind kind = EntryKind.ofMode(tree.mode());
    ObjectId id = tree.id();
    int rank = kind == EntryKind.GITLINK ? Entry.NO_RANK : index.rank(id);
    ObjectId absent = rank == Entry.NO_RANK ? id : null;
    return new Entry(tree.name(), kind, rank, Entry.UNKNOWN_SIZE, Entry.NO_ART, absent);
  }

  @Override
  public Entry find(byte[] name) throws IOException {
    int low = 0;
    int high = starts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Tree tree = at(middle);
      int order = tree.compareName(name);
      if (order == 0) {
        return entry(tree);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  @Override
  public Cursor entries() {
    return new Cursor() {
      private int next;

      @Override
      public Entry next() throws IOException {
        return next == starts.length ? null : get(next++);
      }
    };
  }
}
