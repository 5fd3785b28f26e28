package io.docteur.make.source;

import io.docteur.pack.ObjectId;
import java.nio.charset.StandardCharsets;

/**
 * The commit that stands for another one and its submodules together. It has the author, the
 * committer, the dates and the message of the other one, which is its only parent; the other's
 * signature, which would not fit, is left out.
 */
final class GraftedCommit {
  private static final String TREE = "tree ";

  private GraftedCommit() {}

  /** Returns the tree of a commit that is known to be one. */
  static ObjectId tree(byte[] commit) {
    int start = TREE.length();
    String id = new String(commit, start, 2 * ObjectId.LENGTH, StandardCharsets.US_ASCII);
    return RepositoryObjects.ours(org.eclipse.jgit.lib.ObjectId.fromString(id));
  }

  /**
   * Returns the content of the commit object.
   *
   * @param original the content of the other one
   */
  static byte[] content(byte[] original, ObjectId originalId, ObjectId tree) {
    // Latin 1 has each byte as one character.
    String text = new String(original, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\n\n");
    String head = end < 0 ? text : text.substring(0, end + 1);
    StringBuilder content = new StringBuilder(text.length() + 2 * ObjectId.LENGTH);
    content.append(TREE).append(tree).append("\nparent ").append(originalId).append('\n');
    for (String line : head.split("\n")) {
      if (line.startsWith("author ")
          || line.startsWith("committer ")
          || line.startsWith("encoding ")) {
        content.append(line).append('\n');
      }
    }
    content.append(end < 0 ? "" : text.substring(end + 1));
    return content.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
