package io.docteur.make.ssh;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
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
    Server server = server(connectAddress, remoteAddress);
    return keys.lookup(server.name, server.address, server);
  }

  @Override
  public boolean accept(
      String connectAddress,
      InetSocketAddress remoteAddress,
      PublicKey serverKey,
      Configuration ignored,
      CredentialsProvider provider) {
    Server server = server(connectAddress, remoteAddress);
    if (isRevoked(serverKey, server.files)) {
      refusal = "the server's key is marked as revoked in known_hosts";
      return false;
    }
    boolean accepted = keys.accept(server.name, server.address, serverKey, server, null);
    if (!accepted) {
      refusal = reason(keys.lookup(server.name, server.address, server), serverKey);
    }
    return accepted;
  }

  private static String reason(List<PublicKey> known, PublicKey serverKey) {
    if (known.isEmpty()) {
      return "the server's key is unknown: it is not in known_hosts";
    }
    String type = KeyUtils.getKeyType(serverKey);
    return known.stream().map(KeyUtils::getKeyType).anyMatch(type::equals)
        ? "the server's key has changed: it is not the one in known_hosts"
        : "the server's key is unknown: known_hosts has none of type " + type + " for it";
  }

  /** JGit finds a key's own line before the one that revokes it; for ssh, the latter counts. */
  private static boolean isRevoked(PublicKey serverKey, List<String> files) {
    return serverKey instanceof OpenSshCertificate certificate
        ? isMarked(certificate.getCaPubKey(), files) || isMarked(certificate.getCertPubKey(), files)
        : isMarked(serverKey, files);
  }

  private static boolean isMarked(PublicKey key, List<String> files) {
    for (String file : files) {
      for (KnownHostEntry entry : entries(Path.of(file))) {
        if (REVOKED.equals(entry.getMarker()) && isKey(entry, key)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<KnownHostEntry> entries(Path file) {
    try {
      return Files.exists(file) ? KnownHostEntryReader.readFromFile(file) : List.of();
    } catch (IOException e) {
      return List.of(); // JGit does not find the server's key there either
    }
  }

  private static boolean isKey(KnownHostEntry entry, PublicKey key) {
    try {
      PublicKeyEntryResolver unknown = PublicKeyEntryResolver.IGNORING;
      return KeyUtils.compareKeys(entry.getKeyEntry().resolvePublicKey(null, unknown), key);
    } catch (IOException | GeneralSecurityException e) {
      return false; // a key that cannot be understood is none that a server has shown
    }
  }

  private Server server(String connectAddress, InetSocketAddress remoteAddress) {
    List<String> files = config.knownHostsFiles(connectAddress);
    String alias = config.alias(connectAddress);
    return alias == null
        ? new Server(name(connectAddress, remoteAddress), remoteAddress, files)
        : new Server(
            alias, InetSocketAddress.createUnresolved(alias, SshConstants.SSH_DEFAULT_PORT), files);
  }

  /** SSHD writes IPv6 addresses at their full length, and JGit takes their end for a port. */
  private static String name(String connectAddress, InetSocketAddress address) {
    String host = address.getHostString();
    return host.contains(":") && InetAddresses.isInetAddress(host)
        ? "[" + InetAddresses.toAddrString(InetAddresses.forString(host)) + "]:" + address.getPort()
        : connectAddress;
  }

  /** A server as {@code known_hosts} names it, and the files to look for it in. */
  private record Server(String name, InetSocketAddress address, List<String> files)
      implements Configuration {
    @Override
    public List<String> getUserKnownHostsFiles() {
      return files;
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
