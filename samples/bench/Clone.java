import com.sun.net.httpserver.HttpsConfigurator;
import io.docteur.testing.GitHttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Makes an image of a repository that {@code git http-backend} serves over HTTPS on this machine,
 * and clones the same by git with no history, in turns. The arguments are the directory of a
 * repository and the number of rounds, or nothing for three. What the server costs is not counted.
 * Needs git and GNU time.
 */
public final class Clone {
  private static final String HOST = "127.0.0.1";
  private static final String PASSWORD = "changeit";

  private final Path directory;
  private final Path store;
  private final Path certificate;

  private Clone(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("store.p12");
    this.certificate = directory.resolve("certificate.pem");
  }

  public static void main(String[] args) throws Exception {
    Path repository = Path.of(args[0]).toRealPath();
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Bench.inTemporaryDirectory(directory -> new Clone(directory).compare(repository, rounds));
  }

  private void compare(Path repository, int rounds) throws Exception {
    HttpsConfigurator tls = new HttpsConfigurator(makeCertificate());
    List<Cost> ours = new ArrayList<>();
    List<Cost> theirs = new ArrayList<>();
    try (GitHttpServer server = new GitHttpServer(repository.getParent(), tls, "", "")) {
      String name = repository.getFileName().toString();
      String url = "https://" + HOST + ":" + server.port() + "/open/" + name;
      for (int round = 1; round <= rounds; round++) {
        Bench.progress("round %d of %d: git clone", round, rounds);
        theirs.add(clone(url));
        Bench.progress("round %d of %d: docteur.make", round, rounds);
        ours.add(make(url));
      }
    }
    Bench.head("median of " + rounds, "docteur.make", "git clone", "ratio");
    row("wall time, s", ours, theirs, Cost::seconds);
    row("processor time, s", ours, theirs, Cost::processor);
    row("peak memory, MB", ours, theirs, cost -> cost.peak() / 1e6);
  }

  private static void row(
      String what, List<Cost> ours, List<Cost> theirs, ToDoubleFunction<Cost> figure) {
    double our = Bench.median(ours.stream().mapToDouble(figure).toArray());
    double their = Bench.median(theirs.stream().mapToDouble(figure).toArray());
    Bench.row(what, Bench.number(our), Bench.number(their), Bench.text("%.2f", our / their));
  }

  private Cost make(String url) throws Exception {
    Path image = directory.resolve("clone.img");
    String trust =
        "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
            .formatted(store, PASSWORD);
    Cost cost = Cost.of(directory, Map.of("JAVA_OPTS", trust), Make.command(url, image));
    Bench.progress("an image of %,d bytes", Files.size(image));
    Files.delete(image);
    return cost;
  }

  private Cost clone(String url) throws Exception {
    Path clone = directory.resolve("clone.git");
    List<String> command =
        List.of("git", "clone", "-q", "--depth", "1", "--bare", url, clone.toString());
    Map<String, String> environment =
        Map.of(
            "GIT_SSL_CAINFO", certificate.toString(),
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1");
    Cost cost = Cost.of(directory, environment, command);
    delete(clone);
    return cost;
  }

  private static void delete(Path clone) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(clone)) {
      paths = new ArrayList<>(walk.toList());
    }
    for (int i = paths.size() - 1; i >= 0; i--) {
      Files.delete(paths.get(i));
    }
  }

  private SSLContext makeCertificate() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + HOST, "-ext", "SAN=IP:" + HOST);
    keytool("-exportcert", "-rfc", "-file", certificate.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    // A store with a key is none that is trusted: the certificate goes in by itself.
    keytool("-importcert", "-noprompt", "-alias", "trusted", "-file", certificate.toString());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(factory.getKeyManagers(), null, null);
    return tls;
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    if (!command.contains("-alias")) {
      command.addAll(List.of("-alias", "server"));
    }
    Cost.of(directory, Map.of(), command);
  }
}
