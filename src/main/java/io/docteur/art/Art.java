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

  /** The tree with a root, as {@link ArtBuilder#finish} returned it. */
  public Art(Pages pages, long root) {
    throw new UnsupportedOperationException();
  }

  /** Returns where a key's value starts, or null when the tree does not hold the key. */
  public Value get(byte[] key) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns a cursor before the smallest key. */
  public ArtCursor cursor() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns a cursor before the smallest key that is not below {@code from}. */
  public ArtCursor cursorFrom(byte[] from) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns a cursor over the keys that start with a prefix. */
  public ArtCursor prefix(byte[] prefix) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the smallest key, or null when there is none. */
  public byte[] min() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the greatest key, or null when there is none. */
  public byte[] max() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Where a value starts.
   *
   * @param bytes the page that holds it; the value may be followed by other bytes
   * @param offset the index of its first byte
   */
  public record Value(byte[] bytes, int offset) {}
}
