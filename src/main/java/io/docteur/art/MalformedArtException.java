package io.docteur.art;

import java.io.IOException;

/** Thrown when encoded bytes are not an adaptive radix tree. */
public final class MalformedArtException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long position;

  /** Malformed bytes at a position in the space of nodes. */
  public MalformedArtException(long position, String reason) {
    super(reason + " (node at " + position + ")");
    this.position = position;
  }

  /** Returns the position in the space of nodes. */
  public long position() {
    return position;
  }
}
