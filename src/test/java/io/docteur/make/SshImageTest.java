package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Root;
import io.docteur.testing.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images of a repository behind OpenSSH's {@code sshd}. */
class SshImageTest extends RemoteImageContract {
  private static final String USER = System.getProperty("user.name");
  private static final Path SSHD = Path.of("/usr/sbin/sshd");

  /** Where sshd, if it is started by root, insists on an empty directory. */
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

  /** What {@code openssl passwd -6 -salt docteur s3cret} prints. */
  private static final String HASH =
      "$6$docteur$gre/1RXr0TbOmixakXDtrb1pZB.R5AN9MStL5ICoqHVQjic."
          + "h/c8rut.0hr/euNVPhJ684vpUd188K.p9Srqc0";

  private Path keys;

  /** The files by which the server knows passwords; none when it takes none. */
  private Map<Path, Path> passwords = Map.of();

  private Server sshd;
  private Process agent;

  @BeforeEach
  void makeKeys() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(SSHD), SSHD + " is not installed");
    keys = Files.createDirectory(temp.resolve("keys"));
    Files.createDirectory(home.resolve(".ssh"));
    makeKey("host", "");
    makeKey("user", "");
    authorize("user");
    Files.copy(keys.resolve("user"), home.resolve(".ssh/id_ed25519"));
  }

  private void makeKey(String name, String passphrase) throws Exception {
    Path key = keys.resolve(name);
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", key.toString());
  }

  private void authorize(String name) throws IOException {
    write(keys.resolve("authorized"), Files.readString(keys.resolve(name + ".pub")).strip());
  }

  /** Makes a key with a passphrase the only one that the server takes. */
  private void usePassphrase() throws Exception {
    makeKey("locked", "open s3cret");
    authorize("locked");
    Path identity = home.resolve(".ssh/id_ed25519");
    Files.delete(identity);
    Files.copy(keys.resolve("locked"), identity);
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @Override
  String url(int port, String repository) {
    return "ssh://" + USER + "@" + Server.HOST + ":" + port + root.resolve(repository);
  }

  @Override
  int port() throws IOException {
    if (sshd == null) {
      if (USER.equals("root") && !Files.isDirectory(PRIVILEGE_SEPARATION)) {
        Files.createDirectory(
            PRIVILEGE_SEPARATION,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      sshd = Server.start(this::command, temp.resolve("sshd.log"));
      trust(sshd.port());
    }
    return sshd.port();
  }

  private List<String> command(int port) {
    List<String> command = new ArrayList<>(List.of(SSHD.toString(), "-D", "-e", "-f", "/dev/null"));
    List<String> options =
        List.of(
            "Port=" + port,
            "ListenAddress=" + Server.HOST,
            "HostKey=" + keys.resolve("host"),
            "AuthorizedKeysFile=" + keys.resolve("authorized"),
            "PidFile=none",
            "StrictModes=no",
            "UsePAM=no",
            "PasswordAuthentication=" + (passwords.isEmpty() ? "no" : "yes"),
            "KbdInteractiveAuthentication=no",
            "PermitRootLogin=" + (passwords.isEmpty() ? "prohibit-password" : "yes"),
            "AcceptEnv=GIT_PROTOCOL");
    for (String option : options) {
      command.add("-o");
      command.add(option);
    }
    return passwords.isEmpty() ? command : Root.replacing(passwords, command);
  }

  @Override
  void trust(int port) throws IOException {
    trust(port, "host");
  }

  private void trust(int port, String key) throws IOException {
    String[] words = Files.readString(keys.resolve(key + ".pub")).split(" ");
    write(
        home.resolve(".ssh/known_hosts"),
        "[" + Server.HOST + "]:" + port + " " + words[0] + " " + words[1]);
  }

  @AfterEach
  void stop() {
    if (sshd != null) {
      sshd.close();
    }
    if (agent != null) {
      agent.destroy();
    }
  }

  @Test
  void aServerThatIsNotInKnownHostsIsNotTalkedTo() throws Exception {
    commitFiles();
    serve();
    String url = url();
    Files.delete(home.resolve(".ssh/known_hosts"));
    fails(url, null, "the server's key is unknown");
    assertThat(home.resolve(".ssh/known_hosts")).doesNotExist();
  }

  @Test
  void aServerWhoseKeyHasChangedIsNotTalkedTo() throws Exception {
    commitFiles();
    serve();
    trust(port(), "user");
    fails(url(), null, "the server's key has changed");
  }

  @Test
  void aPassphraseComesFromTheEnvironment() throws Exception {
    String commit = commitFiles();
    serve();
    usePassphrase();
    environment.put("DOCTEUR_PASSPHRASE", "open s3cret");
    assertThat(make(url(), null).commit()).isEqualTo(commit);
    environment.put("DOCTEUR_PASSPHRASE", "not s3cret");
    fails(url(), null, "refused");
  }

  @Test
  void aPassphraseIsAskedFor() throws Exception {
    String commit = commitFiles();
    serve();
    usePassphrase();
    Answering user = new Answering("wrong", "open s3cret");
    maker(url(), null).prompt(user).make(image);
    assertThat(user.questions()).hasSize(2).allMatch(q -> q.contains("id_ed25519"));
    assertThat(MadeImage.takeApart(image, temp.resolve("apart")).commit()).isEqualTo(commit);
  }

  @Test
  void aKeyThatTheServerDoesNotKnowIsRefused() throws Exception {
    commitFiles();
    serve();
    authorize("host");
    fails(url(), null, "refused the user");
    Files.delete(home.resolve(".ssh/id_ed25519"));
    fails(url(), null, "refused the user");
  }

  @Test
  void anAgentKeepsTheKey() throws Exception {
    String commit = commitFiles();
    serve();
    Files.delete(home.resolve(".ssh/id_ed25519"));
    Path socket = temp.resolve("agent");
    ProcessBuilder builder = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString());
    agent = builder.redirectOutput(temp.resolve("agent.log").toFile()).start();
    while (!Files.exists(socket)) {
      assertThat(agent.isAlive()).isTrue();
    }
    ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", keys.resolve("user").toString());
    add.environment().put("SSH_AUTH_SOCK", socket.toString());
    assertThat(add.start().waitFor()).isZero();
    environment.put("SSH_AUTH_SOCK", socket.toString());
    assertThat(make(url(), null).commit()).isEqualTo(commit);
    environment.put("SSH_AUTH_SOCK", temp.resolve("nobody").toString());
    fails(url(), null, "refused the user");
  }

  @Test
  void theConfigurationGivesAHostItsNamePortUserAndKey() throws Exception {
    String commit = commitFiles();
    serve();
    Files.move(home.resolve(".ssh/id_ed25519"), home.resolve(".ssh/other"));
    write(
        home.resolve(".ssh/config"),
        "Host forge",
        "  HostName " + Server.HOST,
        "  Port " + port(),
        "  User " + USER,
        "  IdentityFile ~/.ssh/other");
    assertThat(make("forge:" + root.resolve("srv.git"), null).commit()).isEqualTo(commit);
    assertThat(make("ssh://forge" + root.resolve("srv.git"), null).commit()).isEqualTo(commit);
  }

  @Test
  void theShortFormOfAUrlWillDo() throws Exception {
    String commit = commitFiles();
    serve();
    write(home.resolve(".ssh/config"), "Host *", "  Port " + port());
    String url = USER + "@" + Server.HOST + ":" + root.resolve("srv.git");
    assertThat(make(url, null).commit()).isEqualTo(commit);
  }

  @Test
  void anUnknownServerIsTalkedToWhereTheConfigurationSaysSo() throws Exception {
    String commit = commitFiles();
    serve();
    String url = url();
    Path known = home.resolve(".ssh/known_hosts");
    Files.delete(known);
    write(home.resolve(".ssh/config"), "Host *", "  StrictHostKeyChecking accept-new");
    assertThat(make(url, null).commit()).isEqualTo(commit);
    assertThat(known).content().contains(":" + port());
    trust(port(), "user");
    fails(url, null, "the server's key has changed");
    write(home.resolve(".ssh/config"), "Host *", "  StrictHostKeyChecking no");
    assertThat(make(url, null).commit()).isEqualTo(commit);
  }

  @Test
  void aPasswordWillDoWhereTheServerTakesIt() throws Exception {
    Assumptions.assumeTrue(USER.equals("root"), "only root may give itself a password for a while");
    String commit = commitFiles();
    serve();
    Files.delete(home.resolve(".ssh/id_ed25519"));
    Path shadow = temp.resolve("shadow");
    write(shadow, USER + ":" + HASH + ":19000:0:99999:7:::");
    passwords = Map.of(Path.of("/etc/shadow"), shadow);
    environment.put("DOCTEUR_PASSWORD", "s3cret");
    assertThat(make(url(), null).commit()).isEqualTo(commit);
    environment.put("DOCTEUR_PASSWORD", "other-s3cret");
    fails(url(), null, "refused the user");
    environment.clear();
    Answering user = new Answering("wrong-s3cret", "s3cret");
    maker(url(), null).prompt(user).make(image);
    assertThat(user.questions()).hasSize(2).allMatch(q -> q.startsWith("Password for ssh://"));
  }
}
