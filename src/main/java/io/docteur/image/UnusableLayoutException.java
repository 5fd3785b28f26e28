package io.docteur.image;

/** Thrown when an image carries a layout that cannot be used: it is mounted without. */
final class UnusableLayoutException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableLayoutException(String reason) {
    super(reason);
  }
}
