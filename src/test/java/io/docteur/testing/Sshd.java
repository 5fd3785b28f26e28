package io.docteur.testing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** OpenSSH's {@code sshd}, which serves the user who runs the tests. */
public final class Sshd implements Closeable {
  public static final String USER = System.getProperty("user.name");

  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  /** Where sshd, if it is started by root, insists on an empty directory. */
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

  private final Path directory;
  private final List<String> options = new ArrayList<>();
  private Map<Path, Path> passwords = Map.of();
  private Server server;

  /**
   * A server that does not run yet, with a key named {@code host}, and a user's key named {@code
   * user} that it takes.
   *
   * @param directory gets the keys
   */
  public Sshd(Path directory) throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(SSHD), SSHD + " is not installed");
    this.directory = directory;
    makeKey("host", "ed25519", "");
    makeKey("user", "ed25519", "");
    authorize("user");
    configure("HostKey=" + key("host"));
  }

  /** Makes a pair of keys of a type that {@code ssh-keygen} knows. */
  public void makeKey(String name, String type, String passphrase) throws IOException {
    keygen("-t", type, "-N", passphrase, "-C", name, "-f", key(name).toString());
  }

  /** Lets a server that does not run yet show a certificate that a key has signed. */
  public void certify(String authority) throws IOException {
    keygen(
        "-s",
        key(authority).toString(),
        "-I",
        "host",
        "-n",
        Server.HOST,
        "-h",
        key("host.pub").toString());
    configure("HostCertificate=" + key("host-cert.pub"));
  }

  private static void keygen(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", command));
    }
  }

  /** Returns the file of a private key. */
  public Path key(String name) {
    return directory.resolve(name);
  }

  /** Returns a public key as {@code known_hosts} has it. */
  public String publicKey(String name) throws IOException {
    String[] words = Files.readString(key(name + ".pub")).split(" ");
    return words[0] + " " + words[1];
  }

  /** Makes a key the only one that lets the user in. */
  public void authorize(String name) throws IOException {
    Files.writeString(directory.resolve("authorized"), publicKey(name) + "\n");
  }

  /** Adds options, of which the first of a name counts, to a server that does not run yet. */
  public void configure(String... added) {
    options.addAll(List.of(added));
  }

  /**
   * Lets passwords in too, and puts files in the places of those by which the system knows them.
   */
  public void takePasswords(Map<Path, Path> files) {
    passwords = files;
  }

  /** Returns the server's port. It is started if it does not run. */
  public int port() throws IOException {
    if (server == null) {
      if (USER.equals("root") && !Files.isDirectory(PRIVILEGE_SEPARATION)) {
        Files.createDirectory(
            PRIVILEGE_SEPARATION,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      server = Server.start(this::command, directory.resolve("sshd.log"));
    }
    return server.port();
  }

  private List<String> command(int port) {
    List<String> command = new ArrayList<>(List.of(SSHD.toString(), "-D", "-e", "-f", "/dev/null"));
    List<String> all = new ArrayList<>(options);
    all.addAll(
        List.of(
            "Port=" + port,
            "ListenAddress=" + Server.HOST,
            "AuthorizedKeysFile=" + directory.resolve("authorized"),
            "PidFile=none",
            "StrictModes=no",
            "UsePAM=no",
            "SetEnv=SHLVL=1", // else bash reads the user's .bashrc, which may take long or print
            "PasswordAuthentication=" + (passwords.isEmpty() ? "no" : "yes"),
            "KbdInteractiveAuthentication=no",
            "PermitRootLogin=" + (passwords.isEmpty() ? "prohibit-password" : "yes")));
    for (String option : all) {
      command.add("-o");
      command.add(option);
    }
    return passwords.isEmpty() ? command : Root.replacing(passwords, command);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
