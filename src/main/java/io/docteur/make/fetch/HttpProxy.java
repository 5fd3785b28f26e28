package io.docteur.make.fetch;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/**
 * A proxy, and who is asked when it wants a password.
 *
 * @param authenticator null for nobody
 */
record HttpProxy(Proxy proxy, Authenticator authenticator) {
  static final HttpProxy NONE = new HttpProxy(Proxy.NO_PROXY, null);

  /**
   * Returns what answers a proxy, and no server. It does once: the JDK remembers what was right,
   * and would try twenty times what was wrong, by which many a user is locked out.
   */
  static Authenticator answering(String user, String password) {
    return new Authenticator() {
      private boolean answered;

      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        boolean first = getRequestorType() == RequestorType.PROXY && !answered;
        answered |= first;
        return first ? new PasswordAuthentication(user, password.toCharArray()) : null;
      }
    };
  }

  /** Returns a URL whose connections have the proxy's questions answered: JGit asks nobody. */
  URL answering(URL url) throws MalformedURLException {
    return authenticator == null ? url : new URL(null, url.toString(), new Handler(url));
  }

  private final class Handler extends URLStreamHandler {
    private final URL url;

    Handler(URL url) {
      this.url = url;
    }

    @Override
    protected URLConnection openConnection(URL same) throws IOException {
      return openConnection(same, proxy);
    }

    @Override
    protected URLConnection openConnection(URL same, Proxy by) throws IOException {
      HttpURLConnection connection = (HttpURLConnection) url.openConnection(by);
      connection.setAuthenticator(authenticator);
      return connection;
    }
  }
}
