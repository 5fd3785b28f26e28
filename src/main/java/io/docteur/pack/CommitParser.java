package io.docteur.pack;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a commit as {@code commit.c} and {@code ident.c} of git do. Not thread-safe. */
final class CommitParser {
  /** A name, an address, and whatever there is of a time; an address may hold any {@code <}. */
  private static final Pattern PERSON = Pattern.compile("([^<]*)<([^>]*)>(.*)", Pattern.DOTALL);

  /** The time at the end of the line; seconds of more digits are later than the last year. */
  private static final Pattern TIME =
      Pattern.compile("(?:.*>)? *(\\d{1,17})(?: +([+-])(\\d{1,4}))?(?:\\D.*)?", Pattern.DOTALL);

  private static final int MINUTES_PER_HOUR = 60;
  private static final int MOST_MINUTES = ZoneOffset.MAX.getTotalSeconds() / 60;

  private static final String AUTHOR = "author ";
  private static final String COMMITTER = "committer ";
  private static final OffsetDateTime EPOCH = Instant.EPOCH.atOffset(ZoneOffset.UTC);
  private static final Commit.Person NOBODY = new Commit.Person("", "", EPOCH);

  private final byte[] content;
  private int next;

  CommitParser(byte[] content) {
    this.content = content;
  }

  Commit parse() throws MalformedObjectException {
    String treeId = header("tree");
    if (treeId == null) {
      throw new MalformedObjectException("missingTree: no line of the tree");
    }
    ObjectId tree = id(treeId, "badTreeSha1");
    List<ObjectId> parents = new ArrayList<>();
    for (String parent = header("parent"); parent != null; parent = header("parent")) {
      parents.add(id(parent, "badParentSha1"));
    }
    Commit.Person author = NOBODY;
    Commit.Person committer = NOBODY;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith(AUTHOR)) {
        author = person(line.substring(AUTHOR.length()));
      } else if (line.startsWith(COMMITTER)) {
        committer = person(line.substring(COMMITTER.length()));
      }
    }
    byte[] message = Arrays.copyOfRange(content, next, content.length);
    return new Commit(tree, List.copyOf(parents), author, committer, message);
  }

  /** Returns the value of the next line when it is such a header, and passes over it, or null. */
  private String header(String name) throws MalformedObjectException {
    byte[] start = (name + " ").getBytes(StandardCharsets.US_ASCII);
    int value = next + start.length;
    if (value > content.length || !Arrays.equals(content, next, value, start, 0, start.length)) {
      return null;
    }
    int end = lineEnd(value);
    if (end == content.length) {
      throw new MalformedObjectException("unterminatedHeader: the line of the " + name);
    }
    next = end + 1;
    return decode(Arrays.copyOfRange(content, value, end));
  }

  /** Returns the next line and passes over it; an empty one at the end. */
  private String line() {
    int end = lineEnd(next);
    String line = decode(Arrays.copyOfRange(content, next, end));
    next = Math.min(end + 1, content.length);
    return line;
  }

  private int lineEnd(int from) {
    int end = from;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    return end;
  }

  private static ObjectId id(String hex, String problem) throws MalformedObjectException {
    try {
      return ObjectId.fromHex(hex);
    } catch (IllegalArgumentException e) {
      MalformedObjectException malformed =
          new MalformedObjectException(problem + ": not an object id");
      malformed.initCause(e);
      throw malformed;
    }
  }

  private static Commit.Person person(String line) {
    Matcher person = PERSON.matcher(line);
    if (!person.matches()) {
      return NOBODY;
    }
    return new Commit.Person(
        person.group(1).strip(), person.group(2).strip(), when(person.group(3)));
  }

  private static OffsetDateTime when(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return EPOCH;
    }
    long seconds = Long.parseLong(time.group(1));
    if (seconds > OffsetDateTime.MAX.toEpochSecond() - ZoneOffset.MAX.getTotalSeconds()) {
      return EPOCH;
    }
    return OffsetDateTime.ofInstant(
        Instant.ofEpochSecond(seconds), zone(time.group(2), time.group(3)));
  }

  private static ZoneOffset zone(String sign, String digits) {
    if (sign == null) {
      return ZoneOffset.UTC;
    }
    int number = Integer.parseInt(digits);
    int minutes = number / 100 * MINUTES_PER_HOUR + number % 100;
    if (minutes > MOST_MINUTES) {
      return ZoneOffset.UTC;
    }
    return ZoneOffset.ofTotalSeconds((sign.equals("-") ? -minutes : minutes) * 60);
  }

  static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
