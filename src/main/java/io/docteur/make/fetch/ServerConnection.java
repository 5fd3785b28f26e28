package io.docteur.make.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.URL;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.util.HttpSupport;

/**
 * A connection to a server, which gets what git would send it. Where another one has redirected to
 * it, JGit would send it the headers too that git's configuration has for the one that was named,
 * and which may hold a token, its cookies, and the password that another one was given. Cookies
 * JGit writes as RFC 2965 has it, which no server expects any more: git does as RFC 6265 has it.
 */
final class ServerConnection extends JDKHttpConnection {
  private static final String PASSWORD = "authorization:";
  private static final String COOKIES = "cookie:";
  private static final Pattern ATTRIBUTE = Pattern.compile(";\\$\\w+=\"[^;]*\"");
  private static final Pattern QUOTED = Pattern.compile("=\"([^;]*)\"(?=;|$)");

  private final Set<String> own;
  private final Set<String> others;
  private final Credentials credentials;
  private final boolean othersCookies;
  private final Proxy proxy;

  /**
   * A connection that is not opened yet.
   *
   * @param own the headers that are configured for its server, as {@link #header} has them
   * @param others those that are configured for the server that was named
   * @param credentials whose last password was meant for this server, or for another one
   * @param othersCookies whether cookies, where there are any, are another server's
   */
  ServerConnection(
      URL url,
      Proxy proxy,
      Set<String> own,
      Set<String> others,
      Credentials credentials,
      boolean othersCookies)
      throws IOException {
    super(url, proxy);
    this.own = own;
    this.others = others;
    this.credentials = credentials;
    this.othersCookies = othersCookies;
    this.proxy = proxy;
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
    if (own.contains(header)) {
      super.setRequestProperty(name, value);
    } else if (!isAnothers(header)) {
      super.setRequestProperty(name, corrected(header, value));
    }
  }

  private String corrected(String header, String value) {
    if (header.startsWith(COOKIES)) {
      return cookies(value);
    }
    return header.startsWith(PASSWORD) && value.startsWith(DigestAnswer.SCHEME)
        ? DigestAnswer.of(value, getRequestMethod(), getURL().getFile(), credentials.password())
        : value;
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    Map<String, List<String>> fields = new HashMap<>(super.getHeaderFields());
    fields.replaceAll(
        (name, values) ->
            HttpSupport.HDR_WWW_AUTHENTICATE.equalsIgnoreCase(name)
                ? Challenges.of(values)
                : values);
    return fields;
  }

  /** Connects, if need be. JGit would blame the server where its proxy cannot be reached. */
  @Override
  public int getResponseCode() throws IOException {
    try {
      return super.getResponseCode();
    } catch (ConnectException | NoRouteToHostException | UnknownHostException e) {
      throw proxy.type() == Proxy.Type.DIRECT ? e : new UnreachableProxyException(proxy, e);
    }
  }

  private static String cookies(String value) {
    String bare = QUOTED.matcher(ATTRIBUTE.matcher(value).replaceAll("")).replaceAll("=$1");
    return bare.replaceAll("; *", "; ");
  }

  private boolean isAnothers(String header) {
    return others.contains(header)
        || header.startsWith(PASSWORD) && credentials.areForAnother(new URIish(getURL()))
        || othersCookies && header.startsWith(COOKIES);
  }
}
