package io.docteur.nio;

import io.docteur.layout.Entry;
import io.docteur.layout.EntryKind;
import java.util.Arrays;

/**
 * A place in the tree: an entry and the directories above it, with no link between. Immutable but
 * for what it remembers of its attributes, which never change.
 *
 * <p>Two nodes of one mount are equal when they are the same place; nodes of two mounts must not be
 * compared. All methods loop, since a hostile image is as deep as it likes.
 */
final class Node {
  private final Node parent;
  private final Entry entry;

  /** What was once read; any of what threads that race read is as good. */
  private ImageAttributes attributes;

  private Node(Node parent, Entry entry) {
    this.parent = parent;
    this.entry = entry;
  }

  static Node root(Entry entry) {
    return new Node(null, entry);
  }

  Node child(Entry child) {
    return new Node(this, child);
  }

  /** Returns the directory above; the root is above itself. */
  Node parent() {
    return parent == null ? this : parent;
  }

  Entry entry() {
    return entry;
  }

  boolean isDirectory() {
    return entry.kind() == EntryKind.DIRECTORY || entry.kind() == EntryKind.GITLINK;
  }

  boolean isSymbolicLink() {
    return entry.kind() == EntryKind.SYMBOLIC_LINK;
  }

  /** Returns the attributes that were remembered, or null. */
  ImageAttributes attributes() {
    return attributes;
  }

  void remember(ImageAttributes read) {
    attributes = read;
  }

  /** Returns the absolute path that leads here without a link. */
  byte[] path() {
    int length = 0;
    for (Node node = this; node.parent != null; node = node.parent) {
      length += 1 + node.entry.name().length;
    }
    byte[] path = new byte[Math.max(1, length)];
    path[0] = PathBytes.SLASH;
    for (Node node = this; node.parent != null; node = node.parent) {
      byte[] name = node.entry.name();
      length -= name.length;
      System.arraycopy(name, 0, path, length, name.length);
      path[--length] = PathBytes.SLASH;
    }
    return path;
  }

  @Override
  public boolean equals(Object object) {
    if (!(object instanceof Node that)) {
      return false;
    }
    Node a = this;
    Node b = that;
    while (a != b) {
      if (a.parent == null || b.parent == null || !Arrays.equals(a.entry.name(), b.entry.name())) {
        return false;
      }
      a = a.parent;
      b = b.parent;
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Node node = this; node.parent != null; node = node.parent) {
      hash = 31 * hash + Arrays.hashCode(node.entry.name());
    }
    return hash;
  }
}
