package io.docteur.pack;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What git fsck calls errors in a commit that {@link Commit#parse} can read; messages start with
 * its names.
 */
public final class CommitRules {
  /** Seconds; of a longer number the digits that are taken are too many already. */
  private static final Pattern TIME = Pattern.compile("\\s*([-+]?\\d{1,40})\\d*");

  private static final Pattern ZONE = Pattern.compile("[-+]\\d{4}");

  private final Consumer<String> problems;
  private final Deque<String> lines;

  private CommitRules(String headers, Consumer<String> problems) {
    this.problems = problems;
    this.lines = new ArrayDeque<>(Arrays.asList(headers.split("\n")));
  }

  /** Checks the content of a commit. */
  public static void check(byte[] commit, Consumer<String> problems) {
    String text = new String(commit, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\n\n");
    String headers = end < 0 ? text : text.substring(0, end + 1);
    if (headers.indexOf('\0') >= 0) {
      problems.accept("nulInHeader: a zero byte before the message");
    } else if (!headers.endsWith("\n")) {
      problems.accept("unterminatedHeader: the last line does not end");
    } else {
      new CommitRules(headers, problems).checkPersons();
    }
    if (end >= 0 && text.indexOf('\0', end) >= 0) {
      problems.accept("nulInCommit: a zero byte in the message");
    }
  }

  private void checkPersons() {
    while (next("tree") != null || next("parent") != null) {}
    int authors = 0;
    for (String author = next("author"); author != null; author = next("author")) {
      checkPerson("author", author);
      authors++;
    }
    if (authors == 0) {
      problems.accept("missingAuthor: no line of the author after the parents");
      return;
    }
    if (authors > 1) {
      problems.accept("multipleAuthors: " + authors + " lines of an author");
    }
    String committer = next("committer");
    if (committer == null) {
      problems.accept("missingCommitter: no line of the committer after the author");
    } else {
      checkPerson("committer", committer);
    }
  }

  /** Returns the value of the next line when it is such a header, and passes over it, or null. */
  private String next(String header) {
    String line = lines.peek();
    if (line == null || !line.startsWith(header + " ")) {
      return null;
    }
    return lines.remove().substring(header.length() + 1);
  }

  private void checkPerson(String who, String person) {
    String problem = personProblem(person);
    if (problem != null) {
      problems.accept(problem + " of the " + who);
    }
  }

  private static String personProblem(String person) {
    int open = bracket(person, 0);
    int close = bracket(person, open + 1);
    if (open == 0 && person.startsWith("<")) {
      return "missingNameBeforeEmail: no name";
    }
    if (person.startsWith(">", open)) {
      return "badName: a '>' in the name";
    }
    if (open == person.length()) {
      return "missingEmail: no address";
    }
    if (person.charAt(open - 1) != ' ') {
      return "missingSpaceBeforeEmail: no space before the address";
    }
    if (!person.startsWith(">", close)) {
      return "badEmail: no '>' after the address";
    }
    if (!person.startsWith(" ", close + 1)) {
      return "missingSpaceBeforeDate: no space before the time";
    }
    return timeProblem(person.substring(close + 2));
  }

  /** Returns the index of the next angle bracket, or the length where there is none. */
  private static int bracket(String person, int from) {
    int i = from;
    while (i < person.length() && person.charAt(i) != '<' && person.charAt(i) != '>') {
      i++;
    }
    return i;
  }

  private static String timeProblem(String text) {
    if (text.startsWith("0") && !text.startsWith("0 ")) {
      return "zeroPaddedDate: a zero before the time";
    }
    Matcher time = TIME.matcher(text);
    if (!time.lookingAt()) {
      return "badDate: no number for the time";
    }
    BigInteger seconds = new BigInteger(time.group(1));
    if (seconds.signum() < 0 || seconds.bitLength() >= Long.SIZE) {
      return "badDateOverflow: " + seconds + " for the time";
    }
    String rest = text.substring(time.end());
    if (!rest.startsWith(" ")) {
      return "badDate: no space after the time";
    }
    return ZONE.matcher(rest.substring(1)).matches() ? null : "badTimezone: none such as +0100";
  }
}
