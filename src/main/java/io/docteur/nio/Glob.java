package io.docteur.nio;

import java.nio.file.PathMatcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A translation of globs into regular expressions, after the rules of {@link
 * java.nio.file.FileSystem#getPathMatcher}.
 */
final class Glob {
  private static final String REGEX_META = ".^$+{[]|()";
  private static final String GLOB_META = "\\*?[{";
  private static final int END = -1;

  private final String glob;
  private final StringBuilder regex = new StringBuilder();
  private int next;
  private boolean inGroup;

  private Glob(String glob) {
    this.glob = glob;
  }

  /**
   * Returns a matcher of whole paths as strings.
   *
   * @param syntaxAndPattern {@code glob:} or {@code regex:} and the pattern
   * @throws IllegalArgumentException when there is no such prefix
   * @throws PatternSyntaxException when the pattern is malformed
   * @throws UnsupportedOperationException when the syntax is neither
   */
  static PathMatcher matcher(String syntaxAndPattern) {
    int colon = syntaxAndPattern.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("not 'syntax:pattern': " + syntaxAndPattern);
    }
    String syntax = syntaxAndPattern.substring(0, colon);
    String text = syntaxAndPattern.substring(colon + 1);
    Pattern pattern;
    if (syntax.equalsIgnoreCase("glob")) {
      pattern = Pattern.compile(new Glob(text).translate(), Pattern.DOTALL);
    } else if (syntax.equalsIgnoreCase("regex")) {
      pattern = Pattern.compile(text);
    } else {
      throw new UnsupportedOperationException("neither glob nor regex: " + syntax);
    }
    return path -> pattern.matcher(path.toString()).matches();
  }

  private String translate() {
    while (next < glob.length()) {
      char c = glob.charAt(next++);
      switch (c) {
        case '\\' -> escaped();
        case '*' -> star();
        case '?' -> regex.append("[^/]");
        case '[' -> bracket();
        case '{' -> openGroup();
        case '}' -> regex.append(closeGroup());
        case ',' -> regex.append(inGroup ? ")|(?:" : ",");
        default -> literal(c);
      }
    }
    if (inGroup) {
      throw malformed("Missing '}'");
    }
    return regex.toString();
  }

  private int peek() {
    return next < glob.length() ? glob.charAt(next) : END;
  }

  private void literal(char c) {
    if (REGEX_META.indexOf(c) >= 0 || GLOB_META.indexOf(c) >= 0) {
      regex.append('\\');
    }
    regex.append(c);
  }

  private void escaped() {
    if (next == glob.length()) {
      throw malformed("No character to escape");
    }
    literal(glob.charAt(next++));
  }

  private void star() {
    if (peek() == '*') {
      next++;
      regex.append(".*");
    } else {
      regex.append("[^/]*");
    }
  }

  private void openGroup() {
    if (inGroup) {
      throw malformed("Cannot nest groups");
    }
    inGroup = true;
    regex.append("(?:(?:");
  }

  private String closeGroup() {
    if (!inGroup) {
      return "}";
    }
    inGroup = false;
    return "))";
  }

  /**
   * A class. It never matches a slash; a backslash and the signs of globs are themselves in it; a
   * hyphen is itself where it comes first.
   */
  private void bracket() {
    regex.append("[[^/]&&[");
    if (peek() == '!') {
      next++;
      regex.append('^');
    }
    if (peek() == '-') {
      next++;
      regex.append("\\-");
    }
    int from = END; // where a range may start
    int c = member();
    while (c != ']') {
      if (c == '-') {
        c = range(from);
        from = END;
      } else {
        append(c);
        from = c;
        c = member();
      }
    }
    regex.append("]]");
  }

  /** The end of a range; returns what follows. A hyphen before the bracket is one. */
  private int range(int from) {
    if (from == END) {
      throw malformed("Invalid range");
    }
    int to = take();
    if (to == ']') {
      regex.append("\\-");
      return to;
    }
    if (to < from) {
      throw malformed("Invalid range");
    }
    regex.append('-');
    append(to);
    return member();
  }

  private int take() {
    if (next == glob.length()) {
      throw malformed("Missing ']'");
    }
    return glob.charAt(next++);
  }

  private int member() {
    int c = take();
    if (c == '/') {
      throw malformed("A slash in a class");
    }
    return c;
  }

  private void append(int c) {
    if ("\\[]^&-".indexOf(c) >= 0) {
      regex.append('\\');
    }
    regex.append((char) c);
  }

  private PatternSyntaxException malformed(String what) {
    return new PatternSyntaxException(what, glob, next - 1);
  }
}
