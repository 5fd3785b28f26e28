package io.docteur.make.source;

import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.pack.Tree;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An entry of a tree.
 *
 * @param name the raw bytes of the name
 * @param mode git's mode
 * @param id the object
 * @param node where a plain directory has it; not used by others
 */
record TreeEntry(byte[] name, int mode, ObjectId id, int node) {
  static final int TREE = 0040000;
  static final int FILE = 0100644;
  static final int EXECUTABLE = 0100755;
  static final int LINK = 0120000;
  static final int GITLINK = 0160000;
  private static final int KIND = 0170000;

  /** Returns what a root tree would be an entry of. */
  static TreeEntry root(ObjectId tree) {
    return new TreeEntry(new byte[0], TREE, tree, -1);
  }

  /** Tells whether it is a directory. */
  boolean isTree() {
    return (mode & KIND) == TREE;
  }

  /** Tells whether it is a symbolic link. */
  boolean isLink() {
    return (mode & KIND) == LINK;
  }

  /** Returns the type of the object, which for a submodule is none that an image holds. */
  ObjectType type() {
    return isTree() ? ObjectType.TREE : ObjectType.BLOB;
  }

  /** Tells whether it is a submodule's commit, which an image does not hold. */
  boolean isGitlink() {
    return (mode & KIND) == GITLINK;
  }

  /** Returns the entries in the content of a tree object, in its order. */
  static List<TreeEntry> entries(byte[] content) throws MalformedObjectException {
    List<TreeEntry> entries = new ArrayList<>();
    for (Tree cursor = new Tree(content); cursor.next(); ) {
      entries.add(new TreeEntry(cursor.name(), cursor.mode(), cursor.id(), -1));
    }
    return entries;
  }

  /** Returns the content of a tree object, in git's order: directories as if they ended in "/". */
  static byte[] treeOf(List<TreeEntry> entries) {
    List<TreeEntry> sorted = new ArrayList<>(entries);
    sorted.sort((x, y) -> Arrays.compareUnsigned(x.sortKey(), y.sortKey()));
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (TreeEntry entry : sorted) {
      content.writeBytes(Integer.toOctalString(entry.mode).getBytes(StandardCharsets.US_ASCII));
      content.write(' ');
      content.writeBytes(entry.name);
      content.write(0);
      content.writeBytes(entry.id.toBytes());
    }
    return content.toByteArray();
  }

  private byte[] sortKey() {
    byte[] key = Arrays.copyOf(name, name.length + (isTree() ? 1 : 0));
    if (isTree()) {
      key[name.length] = '/';
    }
    return key;
  }
}
