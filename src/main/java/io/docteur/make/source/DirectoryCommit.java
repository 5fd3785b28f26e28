package io.docteur.make.source;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The commit that stands for a plain directory, as the original program writes it. */
final class DirectoryCommit {
  private static final String NAME = "Dr. Greenthumb <noreply@cypress.hill>";
  private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xx", Locale.ROOT);

  private DirectoryCommit() {}

  /**
   * Returns the content of the commit object. It has no message, not even the empty line before
   * one: it ends with the line of the committer.
   */
  static byte[] content(String tree, OffsetDateTime date) {
    String who = NAME + " " + date.toEpochSecond() + " " + date.format(OFFSET);
    String content = "tree " + tree + "\nauthor " + who + "\ncommitter " + who + "\n";
    return content.getBytes(StandardCharsets.US_ASCII);
  }
}
