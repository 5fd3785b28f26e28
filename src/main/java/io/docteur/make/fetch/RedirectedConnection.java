package io.docteur.make.fetch;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * A connection to a server to which another one has redirected. JGit would send it the headers too
 * that git's configuration has for the one that was named, and which may hold a token, and the
 * password that another one was given.
 */
final class RedirectedConnection extends JDKHttpConnection {
  private static final String PASSWORD = "authorization:";

  private final Set<String> own;
  private final Set<String> others;
  private final boolean othersPassword;

  /**
   * A connection that is not opened yet.
   *
   * @param own the headers that are configured for its server, as {@link #header} has them
   * @param others those that are configured for the server that was named
   * @param othersPassword whether a password, where there is one, is another server's
   */
  RedirectedConnection(
      URL url, Proxy proxy, Set<String> own, Set<String> others, boolean othersPassword)
      throws IOException {
    super(url, proxy);
    this.own = own;
    this.others = others;
    this.othersPassword = othersPassword;
  }

  /** Returns a header in one form, from a line {@code name: value}. */
  static String header(String line) {
    String[] parts = line.split(":", 2);
    return parts.length < 2 ? line : header(parts[0], parts[1]);
  }

  private static String header(String name, String value) {
    return name.strip().toLowerCase(Locale.ROOT) + ":" + value.strip();
  }

  @Override
  public void setRequestProperty(String name, String value) {
    String header = header(name, value);
    if (own.contains(header) || !isAnothers(header)) {
      super.setRequestProperty(name, value);
    }
  }

  private boolean isAnothers(String header) {
    return others.contains(header) || othersPassword && header.startsWith(PASSWORD);
  }
}
