package io.docteur.make.fetch;

import com.google.common.net.InetAddresses;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.URIish;

/**
 * Where a remote repository is. What is shown, and what JGit gets to see, holds no password, and
 * for HTTP no user either: a token may stand in its place.
 */
public final class RemoteUrl {
  private static final Set<String> HTTP = Set.of("http", "https");
  private static final Set<String> SSH = Set.of("ssh", "ssh+git", "git+ssh");
  private static final String GIT = "git";
  private static final String SCHEME_END = "://";

  /** As git has it: a colon before any slash, and something on both sides. */
  private static final Pattern SCP_FORM = Pattern.compile("[^/:]+:[^:].*|[^/]*\\[[^/]+]:.+");

  /**
   * What JGit does not understand: an IPv6 address, which needs brackets here too, and a name of
   * one letter, which it takes for a drive's.
   */
  private static final Pattern OTHER_SCP_FORM =
      Pattern.compile("(?:(?<user>[^/@]+)@)?(?<host>\\[[^/\\]]+]|[^/:@]):(?<path>.+)");

  /** A password that is there but empty, which JGit does not understand. */
  private static final Pattern EMPTY_PASSWORD = Pattern.compile("(?<=://[^/@:]{1,1000}):(?=@)");

  /** A URL in front of its path, and the path. */
  private static final Pattern HTTP_URL = Pattern.compile("(https?://[^/]*)(.*)");

  private static final Pattern SCHEME = Pattern.compile("^[^:/]+(?=://)");

  private final URIish uri;
  private final String shown;
  private final String user;
  private final char[] password;

  private RemoteUrl(URIish full, boolean emptyPassword) {
    String pass = emptyPassword ? "" : full.getPass();
    this.user = full.getUser();
    this.password = pass == null ? null : pass.toCharArray();
    URIish bare = isSsh(full) ? full.setPass(null) : full.setPass(null).setUser(null);
    this.shown = bare.toString();
    this.uri = isSsh(full) ? bare.setHost(unbracketed(bare.getHost())) : bare;
  }

  /** Tells whether a user's text names a remote repository. A file of that name comes first. */
  public static boolean isRemote(String source) {
    if (LocalPath.isUri(source)) {
      return false;
    }
    int scheme = source.indexOf(SCHEME_END);
    if (scheme >= 0) {
      String name = source.substring(0, scheme).toLowerCase(Locale.ROOT);
      return HTTP.contains(name) || SSH.contains(name) || name.equals(GIT);
    }
    return SCP_FORM.matcher(source).matches() && !isThere(source);
  }

  /** Tells whether a text names a file. */
  static boolean isThere(String source) {
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
  public static RemoteUrl of(String source) {
    String hint =
        source.indexOf('@') < 0 ? "" : "; special characters of a password must be %-encoded";
    try {
      Matcher empty = EMPTY_PASSWORD.matcher(source);
      String text = SCHEME.matcher(empty.replaceFirst("")).replaceFirst(RemoteUrl::lowerCase);
      Matcher http = HTTP_URL.matcher(text);
      URIish uri = parse(http.matches() ? http.group(1) + encoded(http.group(2)) : text);
      boolean strangeUser = uri.getUser() != null && uri.getUser().startsWith("-");
      if (strangeUser || isStrange(uri.getHost()) || isStrange(uri.getPath())) {
        throw new IllegalArgumentException("not a URL with a host and a path" + hint);
      }
      return new RemoteUrl(uri, empty.reset().find());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a URL that can be understood" + hint);
    }
  }

  /** Encodes what HTTP cannot have in a path, as git does; JGit would send it as it is. */
  private static String encoded(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b < 0 || b == ' ') {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      } else {
        encoded.append((char) b);
      }
    }
    return encoded.toString();
  }

  private static URIish parse(String source) throws URISyntaxException {
    Matcher scp = OTHER_SCP_FORM.matcher(source);
    return scp.matches()
        ? new URIish()
            .setUser(scp.group("user"))
            .setHost(scp.group("host"))
            .setPath(scp.group("path"))
        : new URIish(source);
  }

  /** JGit's SSH wants an IPv6 address without the brackets that it has in a URL. */
  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static String lowerCase(MatchResult scheme) {
    return scheme.group().toLowerCase(Locale.ROOT);
  }

  /** What starts like an option could be taken for one by a program at the other end. */
  private static boolean isStrange(String part) {
    return part == null || part.isEmpty() || part.startsWith("-");
  }

  private static boolean isSsh(URIish uri) {
    return uri.getScheme() == null || SSH.contains(uri.getScheme().toLowerCase(Locale.ROOT));
  }

  /** Returns the URL for JGit. */
  public URIish uri() {
    return uri;
  }

  boolean isSsh() {
    return isSsh(uri);
  }

  boolean isGit() {
    return GIT.equals(uri.getScheme());
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
    return isSameHost(uri.getHost(), other.getHost())
        && (isSsh() || uri.getPort() == other.getPort() || moreSecure);
  }

  /** Addresses may be written in more than one way. */
  private static boolean isSameHost(String host, String other) {
    boolean addresses = InetAddresses.isInetAddress(host) && InetAddresses.isInetAddress(other);
    return addresses
        ? InetAddresses.forString(host).equals(InetAddresses.forString(other))
        : host.equalsIgnoreCase(other);
  }

  /** Tells whether what is meant for one URL's server may go to another one's. */
  public static boolean isSameServer(URIish one, URIish other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && isSameHost(one.getHost(), other.getHost())
        && one.getPort() == other.getPort();
  }

  /** Returns the URL as it may be shown. */
  @Override
  public String toString() {
    return shown;
  }
}
