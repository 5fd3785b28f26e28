package io.docteur.make;

import io.docteur.testing.Server;
import io.docteur.testing.Sshd;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A server, and a user's {@code ~/.ssh} with a key that it takes. */
final class SshHome implements Closeable {
  final Sshd sshd;

  /** The user's key, the servers' keys that the user knows, and the configuration, if there is. */
  final Path identity;

  final Path known;
  final Path config;
  private int port;

  /**
   * A server that does not run yet.
   *
   * @param home gets {@code .ssh}
   * @param keys gets the keys
   */
  SshHome(Path home, Path keys) throws IOException {
    sshd = new Sshd(Files.createDirectory(keys));
    Path directory = Files.createDirectory(home.resolve(".ssh"));
    identity = Files.copy(sshd.key("user"), directory.resolve("id_ed25519"));
    known = directory.resolve("known_hosts");
    config = directory.resolve("config");
  }

  /** Makes a key with a passphrase the user's only one, and the only one that the server takes. */
  void usePassphrase(String passphrase) throws IOException {
    sshd.makeKey("locked", "ed25519", passphrase);
    sshd.authorize("locked");
    Files.copy(sshd.key("locked"), identity, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns the server's port. The first call starts it, and makes the user know its key. */
  int port() throws IOException {
    if (port == 0) {
      port = sshd.port();
      trust(port, "host");
    }
    return port;
  }

  /** Makes these the only keys that the user knows, as a server's at a port. */
  void trust(int port, String... keys) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String key : keys) {
      lines.add(pattern(Server.HOST, port) + " " + sshd.publicKey(key));
    }
    Files.write(known, lines);
  }

  /** Returns how {@code known_hosts} calls a host. */
  static String pattern(String host, int port) {
    return "[" + host + "]:" + port;
  }

  String url(Path repository) throws IOException {
    return url(Server.HOST, port(), repository);
  }

  static String url(String host, int port, Path repository) {
    return "ssh://" + Sshd.USER + "@" + host + ":" + port + repository;
  }

  @Override
  public void close() {
    sshd.close();
  }
}
