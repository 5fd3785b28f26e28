package io.docteur.nio;

import java.util.ArrayList;
import java.util.List;

/**
 * A difference from the default provider, which is right in all else.
 *
 * @param questions a pattern of the questions
 * @param paths a pattern of the paths
 * @param expected what the default provider's answer starts with
 * @param actual what the answer starts with
 */
record Difference(String questions, String paths, String expected, String actual) {
  /** Since 25, asking for attributes gives our answer below. */
  private static final Difference BEFORE_25 = new Difference("notExists", ".*/.*", "false", "true");

  private static final List<Difference> ALWAYS =
      List.of(
          // Nothing can be written.
          new Difference("writable", ".*", "true", "false"),
          new Difference("deny", ".*", "granted", "AccessDeniedException"),
          // The JDK copies no links to another provider.
          new Difference("copy nofollow", ".*", "false false true", "IOException"),
          // A loop has an exception of its own in java.nio.file.
          new Difference(".*", ".*", "FileSystemException", "FileSystemLoopException"),
          // A name below what is no directory is missing, whatever is asked of it.
          new Difference(".*", ".*/.*", "FileSystemException", "NoSuchFileException"),
          new Difference(
              "list|glob|filter|iterate", ".*/.*", "NotDirectoryException", "NoSuchFileException"),
          // The default provider opens a directory and fails to read it, naming no file, nor a link
          // that is not to be followed.
          new Difference("channel refuses", ".*", "[NonWritable", "FileSystemException"),
          new Difference(".*", ".*", "IOException", "FileSystem"));

  /** Beside a model: jimfs is no oracle, but shows what is a choice. */
  private static final List<Difference> JIMFS =
      List.of(
          new Difference("executable", ".*", "false", "true"),
          new Difference(".*", ".*", "FileSystemException", "IOException"),
          new Difference(".*", ".*/.*", "FileSystemException", "NoSuchFileException"),
          new Difference(
              "list|glob|filter|iterate", ".*/.*", "NotDirectoryException", "NoSuchFileException"),
          new Difference("channel", ".*", "[-1, -1, 0", "[-1, -1, -1"),
          new Difference("same file", ".*", "NoSuchFileException", "false"),
          new Difference("mismatch", ".*", "NoSuchFileException", "FileSystemException"),
          new Difference("store", ".*", "", "true"),
          new Difference("un.*|no (attribute|view)", ".*", "IllegalArgumentException", ""),
          new Difference("unknown view", ".*", "UnsupportedOperationException", ""),
          new Difference("channel refuses", ".*", "[NonWritable", ""),
          new Difference(".*", ".*", "IOException", "FileSystemException"),
          new Difference("permissions", ".*", "[", "UnsupportedOperationException"),
          new Difference("iterate", ".*", "[IllegalState", "[IllegalState"),
          new Difference("file channel", ".*", "[", "UnsupportedOperationException"),
          new Difference("copy nofollow", ".*", "false false true", "IOException"),
          new Difference("toRealPath nofollow", ".*/.*", "", ""));

  /** Returns what a mounted image does otherwise. */
  static List<Difference> ours() {
    return withThoseOfThisJdk(ALWAYS);
  }

  /** Returns what jimfs does otherwise. */
  static List<Difference> jimfs() {
    return withThoseOfThisJdk(JIMFS);
  }

  private static List<Difference> withThoseOfThisJdk(List<Difference> always) {
    List<Difference> differences = new ArrayList<>(always);
    if (Runtime.version().feature() < 25) {
      differences.add(BEFORE_25);
    }
    return differences;
  }

  boolean covers(String question, String path, String expectedAnswer, String actualAnswer) {
    return question.matches(questions)
        && path.matches(paths)
        && expectedAnswer.startsWith(expected)
        && actualAnswer.startsWith(actual);
  }
}
