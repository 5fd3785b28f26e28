package io.docteur.verify;

/**
 * What was found out about an image.
 *
 * @param commit the id of the commit that is mounted, in hexadecimal; null, as all of the commit
 *     below, when the commit could not be read
 * @param authorName the author's name
 * @param authorEmail the author's address
 * @param root the id of the root's tree, in hexadecimal
 * @param message the bytes of the commit's message; the caller's
 * @param objects the objects that were checked
 * @param problems the number of things that are wrong
 */
public record Verdict(
    String commit,
    String authorName,
    String authorEmail,
    String root,
    byte[] message,
    long objects,
    long problems) {

  /** Tells whether nothing is wrong. */
  public boolean isSound() {
    return problems == 0;
  }
}
