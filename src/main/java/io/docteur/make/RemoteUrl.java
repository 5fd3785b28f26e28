package io.docteur.make;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.URIish;

/**
 * Where a remote repository is. What is shown, and what JGit gets to see, holds no password, and
 * for HTTP no user either: a token may stand in its place.
 */
final class RemoteUrl {
  private static final Set<String> HTTP = Set.of("http", "https");
  private static final Set<String> SSH = Set.of("ssh", "ssh+git", "git+ssh");
  private static final String GIT = "git";
  private static final String SCHEME_END = "://";

  /** As git has it: a colon before any slash, and something on both sides. */
  private static final Pattern SCP_FORM = Pattern.compile("[^/:]+:[^:].*|[^/]*\\[[^/]+]:.+");

  private final URIish uri;
  private final String user;
  private final char[] password;

  private RemoteUrl(URIish full) {
    this.user = full.getUser();
    this.password = full.getPass() == null ? null : full.getPass().toCharArray();
    URIish bare = full.setPass(null);
    this.uri = isSsh(full) ? bare : bare.setUser(null);
  }

  /** Tells whether a user's text names a remote repository. A file of that name comes first. */
  static boolean isRemote(String source) {
    int scheme = source.indexOf(SCHEME_END);
    if (scheme >= 0) {
      String name = source.substring(0, scheme).toLowerCase(Locale.ROOT);
      return HTTP.contains(name) || SSH.contains(name) || name.equals(GIT);
    }
    return SCP_FORM.matcher(source).matches() && !isThere(source);
  }

  private static boolean isThere(String source) {
    try {
      return Files.exists(Path.of(source));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Takes a text apart for which {@link #isRemote} is true.
   *
   * @throws IllegalArgumentException when it is no URL
   */
  @SuppressWarnings("UnusedException") // it shows the text, which may hold a password
  static RemoteUrl of(String source) {
    try {
      URIish uri = new URIish(source);
      if (isStrange(uri.getHost()) || isStrange(uri.getPath())) {
        throw new IllegalArgumentException("not a URL with a host and a path");
      }
      return new RemoteUrl(uri);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL that can be understood");
    }
  }

  /** What starts like an option could be taken for one by a program at the other end. */
  private static boolean isStrange(String part) {
    return part == null || part.isEmpty() || part.startsWith("-");
  }

  private static boolean isSsh(URIish uri) {
    return uri.getScheme() == null || SSH.contains(uri.getScheme().toLowerCase(Locale.ROOT));
  }

  /** Returns the URL for JGit. */
  URIish uri() {
    return uri;
  }

  boolean isSsh() {
    return isSsh(uri);
  }

  /** Returns the user that the URL names, or null. */
  String user() {
    return user;
  }

  /** Returns a copy of the password that the URL holds, or null. */
  char[] password() {
    return password == null ? null : password.clone();
  }

  /** Tells whether a server that asks for a password is the one that the user named. */
  boolean isServer(URIish other) {
    boolean moreSecure = "http".equals(uri.getScheme()) && "https".equals(other.getScheme());
    return uri.getHost().equalsIgnoreCase(other.getHost())
        && (isSsh() || uri.getPort() == other.getPort() || moreSecure);
  }

  /** Tells whether what is meant for this server may go to another URL's. */
  boolean isSameServer(RemoteUrl other) {
    return Objects.equals(uri.getScheme(), other.uri.getScheme())
        && uri.getHost().equalsIgnoreCase(other.uri.getHost())
        && uri.getPort() == other.uri.getPort();
  }

  /** Returns the URL as it may be shown. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
