package io.docteur.pack;

import java.io.IOException;

/** Thrown when an object's content is not what its type demands. Messages start as git fsck's. */
public final class MalformedObjectException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A message that starts with fsck's name of what is wrong. */
  public MalformedObjectException(String message) {
    super(message);
  }
}
