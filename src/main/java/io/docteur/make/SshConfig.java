package io.docteur.make;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.internal.transport.ssh.OpenSshConfigFile;
import org.eclipse.jgit.transport.SshConfigStore;

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

  SshConfig(Path home, Path ownFile, String localUser) {
    this.home = home;
    this.ownFile = ownFile;
    this.localUser = localUser;
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
      return new OpenSshConfigFile(home.toFile(), file.toFile(), localUser)
          .lookupDefault(hostName, port, user);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
