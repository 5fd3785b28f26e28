package io.docteur.pack;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * A commit.
 *
 * @param tree the root
 * @param parents the parents, which an image does not hold
 * @param author who wrote it
 * @param committer who committed it, and when: the time of every file in the image
 * @param message the bytes after the first empty line; empty when there is no such line
 */
public record Commit(
    ObjectId tree, List<ObjectId> parents, Person author, Person committer, byte[] message) {

  /**
   * A name with a time.
   *
   * @param name the name, decoded as UTF-8, or byte by byte where it is not UTF-8
   * @param email the address between the angle brackets
   * @param when the time with its offset from UTC; as git has it, the epoch where it cannot be
   *     read, and UTC where the offset is none of this world
   */
  public record Person(String name, String email, OffsetDateTime when) {}

  /** Returns the first line of the message, decoded as names are; empty where there is none. */
  public String subject() {
    return CommitParser.decode(message).lines().findFirst().orElse("");
  }

  /**
   * Parses the content of a commit object. As for git log, an author or a committer that is not
   * there or has no address has an empty name and address and the epoch, of several the last one
   * counts, other headers are passed over, and the message may be missing.
   *
   * @throws MalformedObjectException when the tree is not there or it or a parent cannot be read
   */
  public static Commit parse(byte[] content) throws MalformedObjectException {
    return new CommitParser(content).parse();
  }
}
