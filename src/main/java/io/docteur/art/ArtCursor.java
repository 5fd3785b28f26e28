package io.docteur.art;

import java.io.IOException;

/** A position between keys of an {@link Art}, moving upwards. Not thread-safe. */
public final class ArtCursor {
  ArtCursor() {}

  /** Moves to the next key; false when there is none. */
  public boolean next() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns a copy of the key. */
  public byte[] key() {
    throw new UnsupportedOperationException();
  }

  /** Returns where the key's value starts. */
  public Art.Value value() {
    throw new UnsupportedOperationException();
  }
}
