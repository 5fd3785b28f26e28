package io.docteur.art;

import java.io.IOException;
import java.util.Arrays;

/**
 * Encodes one adaptive radix tree in a single pass over its keys in ascending order, holding only
 * the path to the last key in memory. Not thread-safe; one use, and none after an exception.
 *
 * <p>A node must fit in a page. In pages of 4 KiB or more every node does that has less than 1 KiB
 * of a key to itself.
 */
public final class ArtBuilder {
  /** What leaves may take of a page, or of this number of bytes, before a node points to them. */
  private static final int LEAVES_SHARE = 8;

  private static final long MAX_LEAVES = 2048;

  private final NodeSink sink;
  private final long leavesLimit;

  /** The open nodes on the way to the last key, each deeper than the one before. */
  private OpenNode[] path = new OpenNode[8];

  private int open;

  /** The last key, which has no place yet: that depends on the next one. */
  private byte[] last = new byte[0];

  private byte[] lastValue = new byte[0];
  private boolean empty = true;
  private final OpenNode leaf = new OpenNode();
  private byte[] encoded = new byte[512];

  /** A builder that appends to a sink, which may hold other trees already. */
  public ArtBuilder(NodeSink sink) {
    this.sink = sink;
    this.leavesLimit = Math.min(MAX_LEAVES, sink.pageLength() / LEAVES_SHARE);
  }

  /**
   * Adds a key and its value, whose bytes must tell their own length to whoever reads them.
   *
   * @throws IllegalArgumentException when the key is not greater than the one before (as unsigned
   *     bytes), when key or value are too long for a node ({@link Art#MAX_KEY_LENGTH}, {@link
   *     Art#MAX_VALUE_LENGTH}), or when an earlier key makes a node that is longer than a page
   * @throws IOException when the sink throws it
   */
  public void add(byte[] key, byte[] value, int valueLength) throws IOException {
    if (key.length > Art.MAX_KEY_LENGTH) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes");
    }
    if (valueLength > Art.MAX_VALUE_LENGTH) {
      throw new IllegalArgumentException("a value of " + valueLength + " bytes");
    }
    if (!empty) {
      if (Arrays.compareUnsigned(last, key) >= 0) {
        throw new IllegalArgumentException("a key that is not greater than the one before");
      }
      branch(Arrays.mismatch(last, key));
    }
    last = key.clone();
    lastValue = Arrays.copyOf(value, valueLength);
    empty = false;
  }

  /**
   * Writes what is left and returns the root's position, or {@link Art#EMPTY} without any key.
   *
   * @throws IllegalArgumentException when a node is longer than a page
   * @throws IOException when the sink throws it
   */
  public long finish() throws IOException {
    if (empty) {
      return Art.EMPTY;
    }
    if (open == 0) {
      return writeLeaf(0);
    }
    branch(path[0].depth());
    return write(path[0], 0);
  }

  /** Places the last key and closes the nodes that a key does not enter that shares some bytes. */
  private void branch(int shared) throws IOException {
    enter(shared);
    place(path[open - 1]);
    while (path[open - 1].depth() > shared) {
      OpenNode closed = path[--open];
      int parentDepth = open == 0 ? shared : Math.max(shared, path[open - 1].depth());
      long position = write(closed, parentDepth + 1);
      enter(shared);
      path[open - 1].addChild(last[parentDepth], position);
    }
  }

  /** Sees to it that there is an open node at a depth or below. */
  private void enter(int depth) {
    if (open > 0 && path[open - 1].depth() >= depth) {
      return;
    }
    if (open == path.length) {
      path = Arrays.copyOf(path, 2 * open);
    }
    if (path[open] == null) {
      path[open] = new OpenNode();
    }
    path[open++].reset(depth);
  }

  private void place(OpenNode node) throws IOException {
    int depth = node.depth();
    if (last.length == depth) {
      node.addKeyEnd(lastValue, lastValue.length);
      return;
    }
    int length = OpenNode.slotLength(last.length - depth - 1, lastValue.length);
    if (node.leavesLength() + length <= leavesLimit) {
      node.addLeaf(last, last.length, lastValue, lastValue.length);
    } else {
      node.addChild(last[depth], writeLeaf(depth + 1));
    }
  }

  private long writeLeaf(int prefix) throws IOException {
    leaf.reset(last.length);
    leaf.addKeyEnd(lastValue, lastValue.length);
    return write(leaf, prefix);
  }

  private long write(OpenNode node, int prefix) throws IOException {
    int maxLength = node.maxLength(node.depth() - prefix);
    if (maxLength > encoded.length) {
      encoded = new byte[Math.max(maxLength, 2 * encoded.length)];
    }
    long pageLength = sink.pageLength();
    long position = sink.position();
    int length = node.encode(last, prefix, position, encoded);
    long rest = pageLength - position % pageLength;
    if (length > rest) {
      position += rest;
      length = node.encode(last, prefix, position, encoded);
      if (length > pageLength) {
        throw new IllegalArgumentException(
            "a node of " + length + " bytes, a page has " + pageLength);
      }
      pad(rest);
    }
    sink.append(encoded, 0, length);
    return position;
  }

  private void pad(long length) throws IOException {
    byte[] zeros = new byte[(int) length];
    sink.append(zeros, 0, zeros.length);
  }
}
