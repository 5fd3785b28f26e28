package io.docteur.make;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.docteur.testing.GitHttpServer;
import io.docteur.testing.PasswordProxy;
import io.docteur.testing.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images of a repository behind {@code git http-backend} over HTTPS. */
class HttpsImageTest extends HttpImageTest {
  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  /** Of the server that it is shown by; made when first needed. */
  private static final AtomicReference<SSLContext> RIGHT = new AtomicReference<>();

  private SSLContext tls;
  private boolean wantsCertificate;
  private SSLSocketFactory former;

  @BeforeEach
  void trustCertificate() throws Exception {
    former = HttpsURLConnection.getDefaultSSLSocketFactory();
    if (RIGHT.get() == null) {
      RIGHT.set(certificate("CN=" + Server.HOST, "SAN=IP:" + Server.HOST));
    }
    tls = RIGHT.get();
    HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
  }

  @AfterEach
  void forgetCertificate() {
    HttpsURLConnection.setDefaultSSLSocketFactory(former);
  }

  @Override
  String scheme() {
    return "https";
  }

  @Override
  HttpsConfigurator tls() {
    return new HttpsConfigurator(tls) {
      @Override
      public void configure(HttpsParameters connection) {
        SSLParameters parameters = tls.getDefaultSSLParameters();
        parameters.setNeedClientAuth(wantsCertificate);
        connection.setSSLParameters(parameters);
      }
    };
  }

  @Test
  void aCertificateThatIsNotTrustedIsRefused() throws Exception {
    commitFiles();
    serve();
    HttpsURLConnection.setDefaultSSLSocketFactory(former);
    fails(url(), null, "no secure connection", "certification path");
  }

  @Test
  void aCertificateOfAnotherServerIsRefused() throws Exception {
    commitFiles();
    serve();
    tls = certificate("CN=other.example", "SAN=DNS:other.example");
    HttpsURLConnection.setDefaultSSLSocketFactory(tls.getSocketFactory());
    fails(url(), null, "no secure connection");
  }

  @Test
  void certificatesAreVerifiedWhateverGitsConfigurationSays() throws Exception {
    commitFiles();
    serve();
    write(home.resolve(".gitconfig"), "[http]", "  sslVerify = false");
    assertThat(makeApart(url()).err()).contains("no secure connection");
  }

  @Test
  void aFileOfCertificatesIsTrustedInPlaceOfTheJdks() throws Exception {
    String commit = commitFiles();
    serve();
    tls = certificate("CN=one", "SAN=IP:" + Server.HOST);
    HttpsURLConnection.setDefaultSSLSocketFactory(former);
    String url = url();
    fails(url, null, "no secure connection");
    environment.put("GIT_SSL_CAINFO", temp.resolve("none.pem").toString());
    fails(url, null, "none.pem");
    environment.put("GIT_SSL_CAINFO", temp.resolve("CN=one.pem").toString());
    assertThat(make(url, null).commit()).isEqualTo(commit);
    write(
        home.resolve(".gitconfig"),
        "[http \"https://" + Server.HOST + ":" + port() + "/\"]",
        "  sslCAInfo = " + temp.resolve("CN=one.pem"));
    assertThat(makeApart(url).err()).contains("commit " + commit);
  }

  @Test
  void aFileOfCertificatesMayBeOneOfOpenssl() throws Exception {
    String commit = commitFiles();
    serve();
    String url = urlOfWhoWantsCertificate();
    wantsCertificate = false;
    Path trusted = temp.resolve("trusted.pem");
    openssl(
        "CN=one.pem", "x509", "-trustout", "-addtrust", "serverAuth", "-out", trusted.toString());
    environment.put("GIT_SSL_CAINFO", trusted.toString());
    assertThat(make(url, null).commit()).isEqualTo(commit);
  }

  @Test
  void aTrustStoreThatTheJvmIsGivenGoesBeforeGitsFile() throws Exception {
    String commit = commitFiles();
    serve();
    environment.put("GIT_SSL_CAINFO", temp.resolve("none.pem").toString());
    fails(url(), null, "none.pem");
    System.setProperty("javax.net.ssl.trustStore", "a store"); // JSSE has read it long ago
    try {
      assertThat(make(url(), null).commit()).isEqualTo(commit);
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
    }
  }

  @Test
  void aTrustStoreThatCannotBeOpenedIsSaidToBeWhatIsWrong() throws Exception {
    certificate("CN=one", "SAN=IP:" + Server.HOST);
    commitFiles();
    serve();
    String store = "-Djavax.net.ssl.trustStore=" + temp.resolve("CN=one");
    assertThat(makeApart(url(), store, "-Djavax.net.ssl.trustStorePassword=other").err())
        .contains("no secure connection: problem accessing trust store");
  }

  @Test
  void aCertificateThatIsTrustedIsStillThatOfItsServerAlone() throws Exception {
    commitFiles();
    serve();
    tls = certificate("CN=other.example", "SAN=DNS:other.example");
    environment.put("GIT_SSL_CAINFO", temp.resolve("CN=other.example.pem").toString());
    fails(url(), null, "no secure connection");
  }

  @Test
  void aServerThatWantsACertificateGetsTheOneThatGitWouldShow() throws Exception {
    String commit = commitFiles();
    serve();
    String url = urlOfWhoWantsCertificate();
    String certificate = temp.resolve("CN=one.pem").toString();
    String key = temp.resolve("CN=one.key").toString();
    fails(url, null, "connection");
    environment.put("GIT_SSL_CERT", certificate);
    fails(url, null, "CN=one.pem", "no private key");
    environment.put("GIT_SSL_KEY", key);
    assertThat(make(url, null).commit()).isEqualTo(commit);
    String server = "[http \"https://" + Server.HOST + ":" + port() + "/\"]";
    write(
        home.resolve(".gitconfig"),
        server,
        "  sslCAInfo = " + certificate,
        "  sslCert = " + certificate,
        "  sslKey = " + key);
    assertThat(makeApart(url).err()).contains("commit " + commit);
    assertThat(makeApart(url, "-Djavax.net.ssl.keyStore=NONE").err()).contains("connection");
  }

  @Test
  void aCertificateThatNoServerGetsIsNotRead() throws Exception {
    String commit = commitFiles();
    serve();
    environment.put("GIT_SSL_CERT", temp.resolve("none.pem").toString());
    fails(url(), null, "none.pem");
    try (GitHttpServer plain = new GitHttpServer(root, null, "", "")) {
      String url = url(plain.port(), "srv.git").replace("https:", "http:");
      assertThat(make(url, null).commit()).isEqualTo(commit);
    }
  }

  @Test
  void theKeyOfACertificateMayNeedAPassphrase() throws Exception {
    String commit = commitFiles();
    serve();
    String url = urlOfWhoWantsCertificate();
    Path encrypted = temp.resolve("encrypted.pem");
    openssl(
        "CN=one.key", "pkcs8", "-topk8", "-passout", "pass:s3cret", "-out", encrypted.toString());
    Files.write(encrypted, Files.readAllBytes(temp.resolve("CN=one.pem")), APPEND);
    environment.put("GIT_SSL_CERT", encrypted.toString());
    fails(url, null, "encrypted.pem", "its private key needs a passphrase");
    char[] typed = "s3cret".toCharArray();
    maker(url, null).prompt(new OnePassphrase(typed)).make(image);
    assertThat(typed).containsOnly('\0');
    environment.put("DOCTEUR_PASSPHRASE", "other");
    fails(url, null, "encrypted.pem", "its private key has another passphrase");
    environment.put("DOCTEUR_PASSPHRASE", "s3cret");
    assertThat(make(url, null).commit()).isEqualTo(commit);
  }

  /** A user who knows a passphrase. */
  private record OnePassphrase(char[] passphrase) implements Prompt {
    @Override
    public String ask(String question) {
      return null;
    }

    @Override
    public char[] askSecretly(String question) {
      return passphrase;
    }
  }

  @Test
  void anEncryptedKeyThatIsDamagedIsNamed() throws Exception {
    commitFiles();
    serve();
    String url = urlOfWhoWantsCertificate();
    Path damaged = temp.resolve("damaged.key");
    writePem(damaged, "ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0x10});
    environment.put("GIT_SSL_CERT", temp.resolve("CN=one.pem").toString());
    environment.put("GIT_SSL_KEY", damaged.toString());
    fails(url, null, damaged + ": its private key cannot be read");
  }

  @Test
  void aKeyInAFormOfOldIsRefusedInWords() throws Exception {
    commitFiles();
    serve();
    String url = urlOfWhoWantsCertificate();
    Path old = temp.resolve("old.key");
    environment.put("GIT_SSL_CERT", temp.resolve("CN=one.pem").toString());
    environment.put("GIT_SSL_KEY", old.toString());
    openssl("CN=one.key", "ec", "-out", old.toString());
    fails(url, null, "old.key", "must be in PKCS #8");
    openssl("CN=one.key", "ec", "-aes128", "-passout", "pass:s3cret", "-out", old.toString());
    fails(url, null, "old.key", "must be in PKCS #8");
  }

  private String urlOfWhoWantsCertificate() throws Exception {
    tls = certificate("CN=one", "SAN=IP:" + Server.HOST);
    wantsCertificate = true;
    HttpsURLConnection.setDefaultSSLSocketFactory(former);
    environment.put("GIT_SSL_CAINFO", temp.resolve("CN=one.pem").toString());
    return url();
  }

  /** Turns a certificate, or its key, into another form. */
  private void openssl(String file, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-in", temp.resolve(file).toString()));
    try {
      Process openssl =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("openssl.log").toFile())
              .start();
      assertThat(openssl.waitFor()).isZero();
    } catch (IOException e) {
      Assumptions.abort("no openssl: " + e.getMessage());
    }
  }

  @Test
  void aProxyGetsThePasswordThatItsUrlHolds() throws Exception {
    String commit = commitFiles();
    serve();
    tls = certificate("CN=one", "SAN=IP:" + Server.HOST);
    try (PasswordProxy proxy = new PasswordProxy(temp, "user", "pr0xy-s3cret")) {
      Path config = home.resolve(".gitconfig");
      String trust = "  sslCAInfo = " + temp.resolve("CN=one.pem");
      write(config, "[http]", trust, "  proxy = " + proxy.url("user:pr0xy-s3cret"));
      assertThat(makeApart(url()).err()).contains("commit " + commit);
      assertThat(proxy.log()).contains("CONNECT " + Server.HOST + ":" + port());
      write(config, "[http]", trust, "  proxy = " + proxy.url("user:other-s3cret"));
      assertThat(makeApart(url()).err())
          .contains("the proxy wants a user and a password")
          .doesNotContain("s3cret");
    }
  }

  /** Makes a certificate, and returns a context that shows it and trusts nothing else. */
  private SSLContext certificate(String name, String alternative) throws Exception {
    Path file = temp.resolve(name);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "server",
                "-dname",
                name,
                "-ext",
                alternative,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(STORE_PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    return context(file);
  }

  private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, STORE_PASSWORD);
    }
    writePem(Path.of(file + ".pem"), "CERTIFICATE", store.getCertificate("server").getEncoded());
    Key key = store.getKey("server", STORE_PASSWORD);
    writePem(Path.of(file + ".key"), "PRIVATE KEY", key.getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, STORE_PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static void writePem(Path file, String kind, byte[] content) throws IOException {
    String lines = Base64.getMimeEncoder().encodeToString(content);
    write(file, "-----BEGIN " + kind + "-----", lines, "-----END " + kind + "-----");
  }
}
