package io.docteur.make.ssh;

import com.google.common.net.InetAddresses;
import io.docteur.make.output.TemporaryFiles;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.sshd.client.config.hosts.KnownHostHashValue;
import org.eclipse.jgit.internal.transport.ssh.OpenSshConfigFile;
import org.eclipse.jgit.transport.SshConfigStore;
import org.eclipse.jgit.transport.SshConstants;

/**
 * What the user's SSH configuration says of hosts, and after it the system's. JGit reads a file
 * that has nothing but the lines that apply to the host, since it knows neither {@code Include} nor
 * {@code Match}.
 */
final class SshConfig implements SshConfigStore {
  private static final Path SYSTEM = Path.of("/etc/ssh/ssh_config");

  private final Path home;
  private final Path ownFile;
  private final String localUser;
  private final UnusedKeys unusedKeys;

  /** What was said of the hosts that were looked up, by their addresses as SSHD writes them. */
  private final Map<String, HostConfig> hosts = new ConcurrentHashMap<>();

  SshConfig(Path home, Path ownFile, String localUser, UnusedKeys unusedKeys) {
    this.home = home;
    this.ownFile = ownFile;
    this.localUser = localUser;
    this.unusedKeys = unusedKeys;
  }

  @Override
  public HostConfig lookup(String hostName, int port, String userName) {
    return lookupDefault(hostName, port, userName);
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException when the configuration cannot be read, or done as it says
   */
  @Override
  public HostConfig lookupDefault(String hostName, int port, String userName) {
    String user = userName == null || userName.isEmpty() ? null : userName;
    try (TemporaryFiles temporary = TemporaryFiles.apart()) {
      SshConfigLines lines = new SshConfigLines(home, hostName, user, localUser);
      Path file = Files.write(temporary.create(), lines.read(List.of(ownFile, SYSTEM)));
      HostConfig host =
          new OpenSshConfigFile(home.toFile(), file.toFile(), localUser)
              .lookupDefault(hostName, port, user);
      hosts.put(address(host, port), host);
      noteMissingKeys(host);
      return host;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the files that have the keys of servers, at an address that was looked up. */
  List<String> knownHostsFiles(String address) {
    List<String> own = values(address, SshConstants.USER_KNOWN_HOSTS_FILE);
    List<String> system = values(address, SshConstants.GLOBAL_KNOWN_HOSTS_FILE);
    return Stream.concat(
            own.isEmpty() ? names(ownFile.getParent(), "known_hosts") : own.stream(),
            system.isEmpty() ? names(SYSTEM.getParent(), "ssh_known_hosts") : system.stream())
        .toList();
  }

  private static Stream<String> names(Path directory, String name) {
    return Stream.of(name, name + "2").map(n -> directory.resolve(n).toString());
  }

  private List<String> values(String address, String keyword) {
    return hosts.getOrDefault(address, EMPTY_CONFIG).getValues(keyword);
  }

  /** Returns the name under which a server's key is known, if that is another one, or null. */
  String alias(String address) {
    return hosts.getOrDefault(address, EMPTY_CONFIG).getValue("HostKeyAlias");
  }

  private static String address(HostConfig host, int port) {
    String name = host.getValue(SshConstants.HOST_NAME);
    return KnownHostHashValue.createHostPattern(
        InetAddresses.isInetAddress(name) ? InetAddresses.forString(name).getHostAddress() : name,
        port > 0 ? port : OpenSshConfigFile.positive(host.getValue(SshConstants.PORT)));
  }

  private void noteMissingKeys(HostConfig host) {
    for (String name : host.getValues(SshConstants.IDENTITY_FILE)) {
      File file = new File(name);
      if (!file.exists()) {
        unusedKeys.add(name, "it is not there");
      } else if (!file.canRead()) {
        unusedKeys.add(name, "it cannot be read");
      }
    }
  }
}
