package io.docteur.art;

import java.io.IOException;

/**
 * An adaptive radix tree, read where it was encoded: on the heap or page by page out of an image.
 *
 * <p>Keys are byte strings in unsigned byte order; one may be the prefix of another. A child lies
 * before its parent, so bytes from anywhere cannot make a cycle. Immutable and as thread-safe as
 * its {@link Pages}.
 *
 * <p>Every method throws {@link MalformedArtException} when the bytes are not a tree, and otherwise
 * only what its pages throw.
 */
public final class Art {
  /** The root of a tree without keys. */
  public static final long EMPTY = -1;

  /** The longest key, in bytes. */
  public static final int MAX_KEY_LENGTH = 1 << 20;

  /** The longest value, in bytes. */
  public static final int MAX_VALUE_LENGTH = 255;

  private static final byte[] NO_PREFIX = {};

  private final Pages pages;
  private final long root;

  /** The tree with a root, as {@link ArtBuilder#finish} returned it. */
  public Art(Pages pages, long root) {
    this.pages = pages;
    this.root = root;
  }

  /**
   * Returns where a key's value starts, or null when the tree does not hold the key.
   *
   * @throws MalformedArtException when the bytes on the way to the key are not a tree
   * @throws IOException when a page cannot be read
   */
  public Value get(byte[] key) throws IOException {
    if (root == EMPTY) {
      return null;
    }
    Node node = new Node(pages);
    node.moveTo(root);
    int depth = 0;
    while (node.prefixMatches(key, depth)) {
      depth += node.prefixLength();
      if (depth == key.length) {
        return node.lookAtKeyEnd() ? node.value() : null;
      }
      if (!node.lookAtChild(key[depth++])) {
        return null;
      }
      if (node.isLeaf()) {
        return node.compareSuffix(key, depth) == 0 ? node.value() : null;
      }
      node.moveTo(node.child());
    }
    return null;
  }

  /**
   * Returns a cursor before the smallest key.
   *
   * @throws MalformedArtException when the root is not a node
   * @throws IOException when a page cannot be read
   */
  public ArtCursor cursor() throws IOException {
    ArtCursor cursor = new ArtCursor(pages, NO_PREFIX);
    if (root != EMPTY) {
      cursor.start(root);
    }
    return cursor;
  }

  /**
   * Returns a cursor before the smallest key that is not below {@code from}.
   *
   * @throws MalformedArtException when the bytes on the way to the key are not a tree
   * @throws IOException when a page cannot be read
   */
  public ArtCursor cursorFrom(byte[] from) throws IOException {
    return cursorFrom(from, NO_PREFIX);
  }

  /**
   * Returns a cursor over the keys that start with a prefix.
   *
   * @throws MalformedArtException when the bytes on the way to the keys are not a tree
   * @throws IOException when a page cannot be read
   */
  public ArtCursor prefix(byte[] prefix) throws IOException {
    byte[] copy = prefix.clone();
    return cursorFrom(copy, copy);
  }

  private ArtCursor cursorFrom(byte[] from, byte[] prefix) throws IOException {
    ArtCursor cursor = new ArtCursor(pages, prefix);
    if (root != EMPTY) {
      cursor.seek(root, from);
    }
    return cursor;
  }

  /**
   * Returns the smallest key, or null when there is none.
   *
   * @throws MalformedArtException when the bytes on the way to the key are not a tree
   * @throws IOException when a page cannot be read
   */
  public byte[] min() throws IOException {
    ArtCursor cursor = cursor();
    return cursor.next() ? cursor.key() : null;
  }

  /**
   * Returns the greatest key, or null when there is none.
   *
   * @throws MalformedArtException when the bytes on the way to the key are not a tree
   * @throws IOException when a page cannot be read
   */
  public byte[] max() throws IOException {
    if (root == EMPTY) {
      return null;
    }
    ArtCursor cursor = new ArtCursor(pages, NO_PREFIX);
    cursor.last(root);
    return cursor.key();
  }

  /**
   * Where a value starts.
   *
   * @param bytes the page that holds it; the value may be followed by other bytes, and a malformed
   *     one may tell a length that exceeds the page
   * @param offset the index of its first byte
   */
  public record Value(byte[] bytes, int offset) {}
}
