package io.docteur.make.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How a server lets one say who is there: the values of {@code WWW-Authenticate}. */
final class Challenges {
  /** What begins with the name of a scheme, and is no parameter of the one before. */
  private static final Pattern SCHEME = Pattern.compile("[^\\s=\"]+(\\s+[^\\s=].*)?");

  /** A digest by any algorithm but the one that JGit knows. */
  private static final Pattern UNKNOWN_DIGEST =
      Pattern.compile("digest\\s.*\\balgorithm\\s*=\\s*+\"?+(?!md5\\b(?!-)).*");

  private Challenges() {}

  /**
   * Returns each challenge for itself, where JGit would see the first of a value alone, and none
   * that it would answer wrongly.
   */
  static List<String> of(List<String> values) {
    List<String> all = new ArrayList<>();
    for (String value : values) {
      split(value, all);
    }
    all.removeIf(next -> UNKNOWN_DIGEST.matcher(next.toLowerCase(Locale.ROOT)).matches());
    return all;
  }

  private static void split(String value, List<String> into) {
    StringBuilder challenge = new StringBuilder();
    for (String part : parts(value)) {
      if (SCHEME.matcher(part).matches()) {
        add(challenge, into);
        challenge.setLength(0);
      }
      challenge.append(challenge.isEmpty() ? "" : ", ").append(part);
    }
    add(challenge, into);
  }

  private static void add(StringBuilder challenge, List<String> into) {
    if (!challenge.isEmpty()) {
      into.add(challenge.toString());
    }
  }

  /** Returns what stands between commas that are not in quotes. */
  private static List<String> parts(String value) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        parts.add(value.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(value.substring(start).strip());
    return parts;
  }
}
