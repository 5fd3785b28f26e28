package io.docteur.verify;

import io.docteur.DamagedImageException;
import io.docteur.layout.EntryKind;
import io.docteur.layout.FsckRules;
import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectIndex;
import io.docteur.pack.ObjectType;
import io.docteur.pack.ObjectTypes;
import io.docteur.pack.Pack;
import io.docteur.pack.Tree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Walks from the commit's root over every distinct tree once: each object that is named is there
 * and of the right type, and each tree is well-formed by git fsck's rules.
 */
final class TreeCheck {
  private final Pack pack;
  private final ObjectIndex index;
  private final ObjectTypes types;
  private final long packStart;
  private final Findings findings;
  private final BitSet seen = new BitSet();
  private final Deque<Integer> trees = new ArrayDeque<>();

  TreeCheck(Pack pack, ObjectIndex index, ObjectTypes types, long packStart, Findings findings) {
    this.pack = pack;
    this.index = index;
    this.types = types;
    this.packStart = packStart;
    this.findings = findings;
  }

  /** Checks all that is below a root. */
  void check(ObjectId root) throws IOException {
    reach(root, ObjectType.TREE, packStart, null);
    while (!trees.isEmpty()) {
      int rank = trees.pop();
      long offset = index.offset(rank);
      ObjectId id = index.id(rank);
      try {
        checkTree(pack.read(offset, ObjectType.TREE), packStart + offset, id);
      } catch (DamagedImageException e) {
        // Told already, when the entry itself was checked.
      } catch (MalformedObjectException e) {
        findings.add(packStart + offset, id, e.getMessage());
      }
    }
  }

  private void checkTree(byte[] content, long position, ObjectId id) throws IOException {
    FsckRules rules = new FsckRules(message -> findings.add(position, id, message));
    for (Tree tree = new Tree(content); tree.next(); ) {
      rules.check(tree);
      EntryKind kind = EntryKind.ofMode(tree.mode());
      if (kind != null && kind != EntryKind.GITLINK) {
        boolean directory = kind == EntryKind.DIRECTORY;
        reach(tree.id(), directory ? ObjectType.TREE : ObjectType.BLOB, position, id);
      }
    }
  }

  private void reach(ObjectId id, ObjectType expected, long position, ObjectId from)
      throws IOException {
    int rank = index.rank(id);
    if (rank < 0) {
      String whose = from == null ? "" : " that tree " + from + " names";
      findings.add(position, id, "missing " + expected.gitName() + whose);
      return;
    }
    if (expected == ObjectType.TREE && seen.get(rank)) {
      return; // its type was checked when it was first reached
    }
    boolean first = !seen.get(rank);
    seen.set(rank);
    long offset = index.offset(rank);
    try {
      ObjectType type = types.at(offset);
      if (type != expected) {
        String what = "a " + type.gitName() + " that is named as a " + expected.gitName();
        findings.add(packStart + offset, id, what);
      } else if (first && expected == ObjectType.TREE) {
        trees.push(rank);
      }
    } catch (DamagedImageException e) {
      // Told already, when the entry itself was checked.
    }
  }
}
