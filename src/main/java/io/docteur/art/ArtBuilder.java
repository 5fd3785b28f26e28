package io.docteur.art;

import java.io.IOException;

/**
 * Encodes one adaptive radix tree in a single pass over its keys in ascending order, holding only
 * the path to the last key in memory. Not thread-safe; one use.
 */
public final class ArtBuilder {

  /** A builder that appends to a sink, which may hold other trees already. */
  public ArtBuilder(NodeSink sink) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a key and its value, whose bytes must tell their own length to whoever reads them.
   *
   * @throws IllegalArgumentException when the key is not greater than the one before (as unsigned
   *     bytes), or when key or value are too long for a node ({@link Art#MAX_KEY_LENGTH}, {@link
   *     Art#MAX_VALUE_LENGTH})
   */
  public void add(byte[] key, byte[] value, int valueLength) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Writes what is left and returns the root's position, or {@link Art#EMPTY} without any key. */
  public long finish() throws IOException {
    throw new UnsupportedOperationException();
  }
}
