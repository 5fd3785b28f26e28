package io.docteur.make;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * A connection to a server to which the one that was named has redirected. JGit would send it the
 * headers too that git's configuration has for that one, and which may hold a token.
 */
final class RedirectedConnection extends JDKHttpConnection {
  private final Set<String> heldBack;

  /**
   * A connection that is not opened yet.
   *
   * @param heldBack the headers that are not sent, as {@link #header} has them
   */
  RedirectedConnection(URL url, Proxy proxy, Set<String> heldBack) throws IOException {
    super(url, proxy);
    this.heldBack = heldBack;
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
    if (!heldBack.contains(header(name, value))) {
      super.setRequestProperty(name, value);
    }
  }
}
