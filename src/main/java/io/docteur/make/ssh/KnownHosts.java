package io.docteur.make.ssh;

import com.google.common.net.InetAddresses;
import io.docteur.make.output.TemporaryFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.internal.transport.sshd.KnownHostEntryReader;
import org.eclipse.jgit.internal.transport.sshd.OpenSshServerKeyDatabase;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.SshConstants;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;

/**
 * The keys of servers, as JGit reads them from {@code known_hosts}. A server is accepted when its
 * key is there and at no other time, whatever {@code StrictHostKeyChecking} says; the files are
 * never written.
 */
final class KnownHosts implements ServerKeyDatabase {
  private static final String REVOKED = "revoked";
  private static final String UNKNOWN = "the server's key is unknown: it is not in known_hosts";

  /** A server at another port than SSH's. */
  private static final Pattern WITH_PORT = Pattern.compile("\\[(.+)]:\\d+");

  private final ServerKeyDatabase keys = new OpenSshServerKeyDatabase(false, List.of());
  private final SshConfig config;
  private volatile String refusal;

  KnownHosts(SshConfig config) {
    this.config = config;
  }

  /** Returns why a server's key was refused, or null when none was. */
  String refusal() {
    return refusal;
  }

  @Override
  public List<PublicKey> lookup(
      String connectAddress, InetSocketAddress remoteAddress, Configuration ignored) {
    try (TemporaryFiles temporary = TemporaryFiles.apart()) {
      Server server = server(connectAddress, remoteAddress, known(connectAddress, temporary));
      List<PublicKey> found = lookup(server);
      Server portless = server.withoutPort();
      return found.isEmpty() && portless != null ? lookup(portless) : found;
    } catch (IOException e) {
      return List.of(); // the server is refused then
    }
  }

  @Override
  public boolean accept(
      String connectAddress,
      InetSocketAddress remoteAddress,
      PublicKey serverKey,
      Configuration ignored,
      CredentialsProvider provider) {
    try (TemporaryFiles temporary = TemporaryFiles.apart()) {
      Path file = known(connectAddress, temporary);
      Server server = server(connectAddress, remoteAddress, file);
      refusal =
          isRevoked(serverKey, file)
              ? "the server's key is marked as revoked in known_hosts"
              : refusal(server, serverKey);
      Server portless = server.withoutPort();
      if (UNKNOWN.equals(refusal) && portless != null) {
        refusal = refusal(portless, serverKey);
      }
    } catch (IOException e) {
      refusal = "known_hosts cannot be read: " + e.getMessage();
    }
    return refusal == null;
  }

  private List<PublicKey> lookup(Server server) {
    return keys.lookup(server.name, server.address, server);
  }

  /** Copies the lines that count for a server into one file. */
  private Path known(String connectAddress, TemporaryFiles temporary) throws IOException {
    List<String> lines = KnownHostsLines.read(config.knownHostsFiles(connectAddress));
    return Files.write(temporary.create(), lines);
  }

  private String refusal(Server server, PublicKey serverKey) {
    return keys.accept(server.name, server.address, serverKey, server, null)
        ? null
        : reason(lookup(server), serverKey);
  }

  private static String reason(List<PublicKey> known, PublicKey serverKey) {
    if (known.isEmpty()) {
      return UNKNOWN;
    }
    String type = KeyUtils.getKeyType(serverKey);
    return known.stream().map(KeyUtils::getKeyType).anyMatch(type::equals)
        ? "the server's key has changed: it is not the one in known_hosts"
        : "the server's key is unknown: known_hosts has none of type " + type + " for it";
  }

  /** JGit finds a key's own line before the one that revokes it; for ssh, the latter counts. */
  private static boolean isRevoked(PublicKey serverKey, Path file) throws IOException {
    return serverKey instanceof OpenSshCertificate certificate
        ? isMarked(certificate.getCaPubKey(), file) || isMarked(certificate.getCertPubKey(), file)
        : isMarked(serverKey, file);
  }

  private static boolean isMarked(PublicKey key, Path file) throws IOException {
    for (KnownHostEntry entry : KnownHostEntryReader.readFromFile(file)) {
      if (REVOKED.equals(entry.getMarker()) && isKey(entry, key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKey(KnownHostEntry entry, PublicKey key) {
    try {
      PublicKeyEntryResolver unknown = PublicKeyEntryResolver.IGNORING;
      return KeyUtils.compareKeys(entry.getKeyEntry().resolvePublicKey(null, unknown), key);
    } catch (IOException | GeneralSecurityException e) {
      return false; // a key that cannot be understood is none that a server has shown
    }
  }

  private Server server(String connectAddress, InetSocketAddress remoteAddress, Path file) {
    String alias = config.alias(connectAddress);
    return alias == null
        ? new Server(name(connectAddress, remoteAddress), remoteAddress, file)
        : Server.named(alias, file);
  }

  /** SSHD writes IPv6 addresses at their full length, and JGit takes their end for a port. */
  private static String name(String connectAddress, InetSocketAddress address) {
    String host = address.getHostString();
    return host.contains(":") && InetAddresses.isInetAddress(host)
        ? "[" + InetAddresses.toAddrString(InetAddresses.forString(host)) + "]:" + address.getPort()
        : connectAddress;
  }

  /** A server as {@code known_hosts} names it, and the file to look for it in. */
  private record Server(String name, InetSocketAddress address, Path file)
      implements Configuration {
    static Server named(String name, Path file) {
      return new Server(
          name, InetSocketAddress.createUnresolved(name, SshConstants.SSH_DEFAULT_PORT), file);
    }

    /** As ssh does, a server that is unknown is sought without its port, if it has one, or null. */
    Server withoutPort() {
      Matcher withPort = WITH_PORT.matcher(name);
      return withPort.matches() ? named(withPort.group(1), file) : null;
    }

    @Override
    public List<String> getUserKnownHostsFiles() {
      return List.of(file.toString());
    }

    @Override
    public List<String> getGlobalKnownHostsFiles() {
      return List.of();
    }

    @Override
    public StrictHostKeyChecking getStrictHostKeyChecking() {
      return StrictHostKeyChecking.REQUIRE_MATCH;
    }

    @Override
    public boolean getHashKnownHosts() {
      return false;
    }

    @Override
    public String getUsername() {
      return "";
    }
  }
}
