package io.docteur.make.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a user names what is on this machine: by its path, or a URI. */
public final class LocalPath {
  private static final String FILE = "file:";
  private static final String RELATIVE = "relativize://";
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

  /** What follows the scheme of a URI of a file on this machine. */
  private static final Pattern LOCAL = Pattern.compile("//(localhost)?(/*(?<path>/.*))?");

  private LocalPath() {}

  /** Returns what a text names that is no remote repository. */
  public static Path of(String source) {
    Path path = anyPath(source);
    // To the system an empty name is the working directory, which nobody means by it.
    if (path.toString().isEmpty()) {
      throw new IllegalArgumentException("the source has no name");
    }
    return path;
  }

  private static Path anyPath(String source) {
    if (source.startsWith(RELATIVE)) {
      return Path.of("").resolve(source.substring(RELATIVE.length()));
    }
    if (isUri(source)) {
      return filePath(source);
    }
    Matcher scheme = SCHEME.matcher(source);
    if (scheme.matches()) {
      throw new IllegalArgumentException("sources cannot be of the scheme " + scheme.group(1));
    }
    return Path.of(source);
  }

  /** Tells whether a text, at first sight, names what is on this machine. */
  static boolean is(String source) {
    return isUri(source) || source.startsWith(RELATIVE) || RemoteUrl.isThere(source);
  }

  /** Tells whether a text is a URI of a file, such as {@code File.toURI()} gives too. */
  static boolean isUri(String source) {
    return source.regionMatches(true, 0, FILE, 0, FILE.length());
  }

  /** A path in a URI may be encoded as URIs want it, or be as it is. */
  private static Path filePath(String source) {
    String rest = source.substring(FILE.length());
    Matcher local = LOCAL.matcher(rest);
    String path = local.matches() ? local.group("path") : rest;
    if (path == null || path.isEmpty()) {
      return Path.of("");
    }
    try {
      return Path.of(new URI(FILE + path));
    } catch (URISyntaxException e) {
      return Path.of(path);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
    }
  }
}
