package io.docteur.make.fetch;

import io.docteur.make.task.Answers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.util.FS;

/**
 * The certificates that git's configuration and the environment name: whom to trust, and what to
 * show to the server that was named. A store that the JDK is given goes before them: who gives it
 * means this program, and not all that use git.
 */
final class TlsSettings {
  private static final char[] NO_PASSWORD = new char[0];

  private final URIish uri;
  private final Answers answers;

  /** Null for what the JDK trusts. */
  private final TrustManager[] trusted;

  /** Null for what the JDK shows. */
  private final KeyManager[] shown;

  TlsSettings(Config config, URIish uri, Answers answers) throws IOException {
    this.uri = uri;
    this.answers = answers;
    Path roots = file(config, "javax.net.ssl.trustStore", "GIT_SSL_CAINFO", "sslCAInfo");
    this.trusted = roots == null ? null : trusting(roots);
    // As git, which passes over a file that is lacking or damaged where the URL is one of http.
    this.shown = "https".equals(uri.getScheme()) ? shown(config) : null;
  }

  private KeyManager[] shown(Config config) throws IOException {
    Path certificate = file(config, "javax.net.ssl.keyStore", "GIT_SSL_CERT", "sslCert");
    Path key = file(config, "javax.net.ssl.keyStore", "GIT_SSL_KEY", "sslKey");
    return certificate == null ? null : showing(certificate, key == null ? certificate : key);
  }

  /** Returns the file that the environment or git names, or null. */
  private Path file(Config config, String property, String variable, String key) {
    String value = answers.variable(variable);
    String file = value == null ? HttpSettings.of(config, uri, key) : value;
    if (file == null || file.isEmpty() || System.getProperty(property) != null) {
      return null;
    }
    return file.startsWith("~/")
        ? new File(FS.DETECTED.userHome(), file.substring(2)).toPath()
        : Path.of(file);
  }

  private static TrustManager[] trusting(Path file) throws IOException {
    try {
      KeyStore store = emptyStore();
      for (Certificate next : new PemFile(file).certificates()) {
        store.setCertificateEntry(Integer.toString(store.size()), next);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw Repositories.failure(file.toString(), "its certificates cannot be used", e);
    }
  }

  private KeyManager[] showing(Path file, Path keyFile) throws IOException {
    Certificate[] chain = new PemFile(file).certificates().toArray(new Certificate[0]);
    PrivateKey key = new PemFile(keyFile).privateKey(() -> passphrase(keyFile));
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("client", key, NO_PASSWORD, chain);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException e) {
      throw Repositories.failure(file.toString(), "its certificates cannot be used", e);
    }
  }

  private char[] passphrase(Path key) {
    String known = answers.variable(Answers.PASSPHRASE_VARIABLE);
    return known == null
        ? answers.askSecretly("Passphrase for " + key + ": ")
        : known.toCharArray();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  /** Prepares a connection, which is verified whatever git's configuration says. */
  void apply(HttpConnection connection) throws GeneralSecurityException {
    URIish next = new URIish(connection.getURL());
    KeyManager[] ours = RemoteUrl.isSameServer(next, uri) ? shown : null;
    if ("https".equals(next.getScheme()) && (trusted != null || ours != null)) {
      connection.configure(ours, trusted, null);
    }
  }
}
