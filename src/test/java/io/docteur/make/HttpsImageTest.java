package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.PasswordProxy;
import io.docteur.testing.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images of a repository behind {@code git http-backend} over HTTPS. */
class HttpsImageTest extends HttpImageTest {
  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  /** Of the server that it is shown by; made when first needed. */
  private static final AtomicReference<SSLContext> RIGHT = new AtomicReference<>();

  private SSLContext tls;
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
  SSLContext tls() {
    return tls;
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
    String pem =
        Base64.getMimeEncoder().encodeToString(store.getCertificate("server").getEncoded());
    write(Path.of(file + ".pem"), "-----BEGIN CERTIFICATE-----", pem, "-----END CERTIFICATE-----");
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
}
