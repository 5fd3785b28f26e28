package io.docteur.make.fetch;

import io.docteur.make.task.Answers;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.HttpConfig;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory2;
import org.eclipse.jgit.util.FS;

/**
 * HTTP connections by the proxies, headers and certificates that git's configuration and the
 * environment name. A server's certificate is verified, whatever they say.
 */
final class HttpConnections implements HttpConnectionFactory2 {
  /** The JDK's; who gives it means this program, and not all that use git. */
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  private final Config config;
  private final URIish uri;
  private final Answers answers;
  private final Credentials credentials;

  private final HttpProxies proxies;

  /** What servers' certificates are checked against; null for what the JDK trusts. */
  private final TrustManager[] trusted;

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
    this.answers = answers;
    this.credentials = credentials;
    this.proxies = new HttpProxies(setting(config, uri, "proxy"), answers);
    this.trusted = System.getProperty(TRUST_STORE) == null ? gitsTrusted(config, uri) : null;
  }

  private TrustManager[] gitsTrusted(Config config, URIish uri) throws IOException {
    String variable = answers.variable("GIT_SSL_CAINFO");
    String file = variable == null ? setting(config, uri, "sslCAInfo") : variable;
    return file == null ? null : trusting(path(file));
  }

  /**
   * Returns what the configuration says for a URL: JGit finds the section that fits best, but for
   * the keys alone that it has a use for.
   */
  private static String setting(Config config, URIish uri, String key) {
    Config renamed = new Config();
    for (String url : config.getSubsections(HttpConfig.HTTP)) {
      renamed.setString(HttpConfig.HTTP, url, HttpConfig.COOKIE_FILE_KEY, value(config, url, key));
    }
    renamed.setString(HttpConfig.HTTP, null, HttpConfig.COOKIE_FILE_KEY, value(config, null, key));
    return new HttpConfig(renamed, uri).getCookieFile();
  }

  /** Returns a value, which may be empty, as JGit does not say, or null where there is none. */
  private static String value(Config config, String url, String key) {
    String value = config.getString(HttpConfig.HTTP, url, key);
    boolean isThere = config.getNames(HttpConfig.HTTP, url, true).contains(key);
    return value == null && isThere ? "" : value;
  }

  private static Path path(String file) {
    return file.startsWith("~/")
        ? new File(FS.DETECTED.userHome(), file.substring(2)).toPath()
        : Path.of(file);
  }

  /** Reads certificates in PEM. */
  private static TrustManager[] trusting(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate next : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry(Integer.toString(store.size()), next);
      }
      if (store.size() == 0) {
        throw Repositories.failure(file.toString(), "it holds no certificates", null);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw Repositories.failure(file.toString(), "its certificates cannot be read", e);
    }
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
        by.answering(url),
        by.proxy(),
        headers(next),
        headers(uri),
        credentials.areForAnother(next),
        !sameHost);
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
        if (trusted != null && connection.getURL().getProtocol().equals("https")) {
          connection.configure(null, trusted, null);
        }
        return connection;
      }

      @Override
      public void close() {
        // There is nothing to give back.
      }
    };
  }
}
