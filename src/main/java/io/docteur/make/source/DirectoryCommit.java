package io.docteur.make.source;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;

/** The commit that stands for a plain directory, as the original program writes it. */
final class DirectoryCommit {
  private static final String NAME = "Dr. Greenthumb <noreply@cypress.hill>";
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MINUTES_PER_HOUR = 60;

  private DirectoryCommit() {}

  /**
   * Returns the content of the commit object. It has no message, not even the empty line before
   * one: it ends with the line of the committer.
   */
  static byte[] content(String tree, OffsetDateTime date) {
    String who = NAME + " " + date.toEpochSecond() + " " + offset(date);
    String content = "tree " + tree + "\nauthor " + who + "\ncommitter " + who + "\n";
    return content.getBytes(StandardCharsets.US_ASCII);
  }

  private static String offset(OffsetDateTime date) {
    int minutes = date.getOffset().getTotalSeconds() / SECONDS_PER_MINUTE;
    int size = Math.abs(minutes);
    String sign = minutes < 0 ? "-" : "+";
    return "%s%02d%02d".formatted(sign, size / MINUTES_PER_HOUR, size % MINUTES_PER_HOUR);
  }
}
