package io.docteur.art;

import java.io.IOException;
import java.util.Arrays;

/**
 * A position between keys of an {@link Art}, moving upwards. Not thread-safe, and of no use after
 * an exception.
 *
 * <p>On malformed bytes it ends as well: keys ascend, and none is longer than {@link
 * Art#MAX_KEY_LENGTH}, so that a step passes at most as many nodes. But children may be shared, and
 * a few such nodes then have more keys than anyone can count.
 */
public final class ArtCursor {
  private static final int NONE = -1;

  /**
   * The nodes that a path may have: each takes memory here. In a layout, whose names have 4,096
   * bytes at most, no tree has more than half as many levels; a directory with longer ones needs 33
   * MB of names, each the beginning of the next, to have more.
   */
  private static final int MAX_DEPTH = 1 << 13;

  private final Pages pages;

  /** Every key starts with this. */
  private final byte[] prefix;

  private Frame[] path = new Frame[4];
  private int depth;

  /** The node that was looked at last: the key, if there is one, ends in its slot. */
  private Node node;

  private byte[] key = new byte[64];
  private int keyLength = NONE;

  /** A node on the way to the key, and how far its slots have been passed. */
  private static final class Frame {
    private final Node node;
    private int keyLength;
    private int slot;

    Frame(Pages pages) {
      this.node = new Node(pages);
    }
  }

  ArtCursor(Pages pages, byte[] prefix) {
    this.pages = pages;
    this.prefix = prefix;
  }

  /**
   * Moves to the next key; false when there is none.
   *
   * @throws MalformedArtException when the bytes are not a tree
   * @throws IOException when a page cannot be read
   */
  public boolean next() throws IOException {
    keyLength = NONE;
    while (depth > 0) {
      Frame frame = path[depth - 1];
      if (frame.slot == frame.node.slots()) {
        depth--;
      } else if (step(frame)) {
        return startsWithPrefix();
      }
    }
    return false;
  }

  private boolean startsWithPrefix() {
    if (prefix.length == 0
        || (keyLength >= prefix.length
            && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length))) {
      return true;
    }
    depth = 0;
    keyLength = NONE;
    return false;
  }

  /** Returns a copy of the key. */
  public byte[] key() {
    checkOnKey();
    return Arrays.copyOf(key, keyLength);
  }

  /** Returns where the key's value starts. */
  public Art.Value value() {
    checkOnKey();
    return node.value();
  }

  private void checkOnKey() {
    if (keyLength == NONE) {
      throw new IllegalStateException("not on a key");
    }
  }

  /** Passes one slot of the last node on the path; true when that leads to a key. */
  private boolean step(Frame frame) throws IOException {
    int slot = frame.slot++;
    node = frame.node;
    node.lookOn(slot);
    int length = frame.keyLength;
    if (!node.isKeyEnd(slot)) {
      length = append(length, node.key(slot));
    }
    if (node.isLeaf()) {
      keyLength = append(length, node.suffix(), node.suffixLength());
      return true;
    }
    enter(node.child(), length);
    return false;
  }

  /** Puts a node on the path, before its first slot. */
  private Frame enter(long position, int length) throws IOException {
    if (depth == MAX_DEPTH) {
      throw new MalformedArtException(position, "the tree is too deep");
    }
    if (depth == path.length) {
      path = Arrays.copyOf(path, 2 * depth);
    }
    if (path[depth] == null) {
      path[depth] = new Frame(pages);
    }
    Frame frame = path[depth++];
    Page near = node == null ? null : node.page();
    node = frame.node;
    node.moveTo(position, near);
    frame.keyLength = append(length, node.prefix(), node.prefixLength());
    frame.slot = 0;
    return frame;
  }

  private int append(int length, byte next) throws MalformedArtException {
    reserve(length + 1);
    key[length] = next;
    return length + 1;
  }

  private int append(int length, int start, int count) throws MalformedArtException {
    reserve(length + count);
    System.arraycopy(node.bytes(), start, key, length, count);
    return length + count;
  }

  private void reserve(int length) throws MalformedArtException {
    if (length > Art.MAX_KEY_LENGTH) {
      throw node.malformed("a key is too long");
    }
    if (length > key.length) {
      key = Arrays.copyOf(key, Math.max(length, 2 * key.length));
    }
  }

  /** Moves before the smallest key of the tree. */
  void start(long root) throws IOException {
    enter(root, 0);
  }

  /** Moves before the smallest key of the tree that is not below another. */
  void seek(long root, byte[] from) throws IOException {
    long position = root;
    int length = 0;
    while (true) {
      Frame frame = enter(position, length);
      int order = compare(length, frame.keyLength, from);
      if (order < 0) {
        depth--;
      }
      if (order != 0 || frame.keyLength == from.length || !descend(frame, from)) {
        return;
      }
      position = node.child();
      length = frame.keyLength + 1;
    }
  }

  /** Compares a part of the path with what another key has there. */
  private int compare(int start, int end, byte[] other) {
    return Arrays.compareUnsigned(key, start, end, other, start, Math.min(end, other.length));
  }

  /** Passes the slots below a key; false when that key is not below a child of the last node. */
  private boolean descend(Frame frame, byte[] from) throws IOException {
    byte next = from[frame.keyLength];
    frame.slot = node.ceiling(next);
    if (frame.slot == node.slots()) {
      depth--;
      return false;
    }
    node.look(frame.slot);
    boolean below = node.key(frame.slot) == next;
    if (below && !node.isLeaf()) {
      append(frame.keyLength, next);
      frame.slot++;
      return true;
    }
    if (below && node.compareSuffix(from, frame.keyLength + 1) < 0) {
      frame.slot++;
    } else {
      node.lookBack();
    }
    return false;
  }

  /** Moves to the greatest key of the tree. */
  void last(long root) throws IOException {
    node = new Node(pages);
    node.moveTo(root);
    int length = 0;
    do {
      length = append(length, node.prefix(), node.prefixLength());
      int slot = node.slots() - 1;
      node.look(slot);
      if (!node.isKeyEnd(slot)) {
        length = append(length, node.key(slot));
      }
    } while (followed());
    keyLength = append(length, node.suffix(), node.suffixLength());
  }

  private boolean followed() throws IOException {
    if (node.isLeaf()) {
      return false;
    }
    node.moveTo(node.child());
    return true;
  }
}
