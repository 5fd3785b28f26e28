package io.docteur.make.fetch;

import io.docteur.make.task.Answers;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.HttpConfig;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory2;

/**
 * HTTP connections by the proxies, headers and certificates that git's configuration and the
 * environment name. A server's certificate is verified, whatever they say.
 */
final class HttpConnections implements HttpConnectionFactory2 {
  private final Config config;
  private final URIish uri;
  private final Credentials credentials;
  private final HttpProxies proxies;
  private final TlsSettings tls;

  /**
   * Connections to a server, and to those that it redirects to.
   *
   * @param config git's configuration
   * @param credentials what servers are given
   */
  HttpConnections(Config config, URIish uri, Answers answers, Credentials credentials)
      throws IOException {
    this.config = config;
    this.uri = uri;
    this.credentials = credentials;
    this.proxies = new HttpProxies(HttpSettings.of(config, uri, "proxy"), answers);
    this.tls = new TlsSettings(config, uri, answers);
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return create(url, Proxy.NO_PROXY);
  }

  @Override
  public HttpConnection create(URL url, Proxy chosen) throws IOException {
    // What the virtual machine was told comes first.
    HttpProxy by =
        chosen.type() == Proxy.Type.DIRECT ? proxies.of(url) : new HttpProxy(chosen, null);
    URIish next = new URIish(url);
    boolean sameHost = url.getHost().equalsIgnoreCase(uri.getHost());
    return new ServerConnection(
        by.answering(url), by.proxy(), headers(next), headers(uri), credentials, !sameHost);
  }

  /** Returns the headers that git's configuration has for a URL. */
  private Set<String> headers(URIish url) {
    List<String> lines = new HttpConfig(config, url).getExtraHeaders();
    return lines.stream().map(ServerConnection::header).collect(Collectors.toSet());
  }

  @Override
  public GitSession newSession() {
    return new GitSession() {
      /** Verifies also where git's configuration says not to. */
      @Override
      public HttpConnection configure(HttpConnection connection, boolean sslVerify)
          throws GeneralSecurityException {
        tls.apply(connection);
        return connection;
      }

      @Override
      public void close() {
        // There is nothing to give back.
      }
    };
  }
}
