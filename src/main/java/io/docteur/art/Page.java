package io.docteur.art;

/**
 * A stretch of encoded nodes.
 *
 * @param start the position of the first byte in the space of all nodes
 * @param bytes the bytes; nobody changes them
 */
public record Page(long start, byte[] bytes) {

  /** Tells whether a position lies in this page. */
  public boolean contains(long position) {
    return position >= start && position < start + bytes.length;
  }
}
