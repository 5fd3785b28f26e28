package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
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
  void whoVerifiesNoCertificatesWithGitDoesNotHereEither() throws Exception {
    String commit = commitFiles();
    serve();
    String url = url();
    assertThat(makeApart(url).err()).contains("no secure connection");
    assertThat(home).isEmptyDirectory();
    write(home.resolve(".gitconfig"), "[http]", "  sslVerify = false");
    assertThat(makeApart(url).err()).contains("commit " + commit);
    write(home.resolve(".gitconfig"), "[http \"https://other/\"]", "  sslVerify = false");
    assertThat(makeApart(url).err()).contains("no secure connection");
  }

  /** Makes the image in a virtual machine that reads the configuration anew. */
  private ChildJvm.Ended makeApart(String url) throws Exception {
    List<String> options = List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + home);
    return ChildJvm.run(options, "io.docteur.cli.Main", "make", url, image);
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
