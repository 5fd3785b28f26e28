package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.Proxy;
import io.docteur.testing.Server;
import io.docteur.testing.Sshd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images of a repository behind OpenSSH's {@code sshd}. */
class SshImageTest extends RemoteImageContract {
  /** What {@code openssl passwd -6 -salt docteur s3cret} prints. */
  private static final String HASH =
      "$6$docteur$gre/1RXr0TbOmixakXDtrb1pZB.R5AN9MStL5ICoqHVQjic."
          + "h/c8rut.0hr/euNVPhJ684vpUd188K.p9Srqc0";

  /** How many milliseconds SSHD gives a server to let the user in. */
  private static final String PATIENCE = "org.apache.sshd.config.auth-timeout";

  private SshHome ssh;
  private Process agent;
  private boolean olderProtocol;

  @BeforeEach
  void makeKeys() throws Exception {
    ssh = new SshHome(home, temp.resolve("keys"));
  }

  @Override
  String url(int port, String repository) {
    return SshHome.url(Server.HOST, port, root.resolve(repository));
  }

  /**
   * As it comes with Debian, sshd does not let git know that a client speaks the newer protocol.
   */
  @Override
  int port() throws IOException {
    if (!olderProtocol) {
      ssh.sshd.configure("AcceptEnv=GIT_PROTOCOL");
    }
    return ssh.port();
  }

  @Override
  void trust(int port) throws IOException {
    ssh.trust(port, "host");
  }

  @AfterEach
  void stop() {
    if (ssh != null) {
      ssh.close();
    }
    if (agent != null) {
      agent.destroy();
    }
  }

  @Test
  void aPassphraseComesFromTheEnvironment() throws Exception {
    String commit = commitFiles();
    serve();
    ssh.usePassphrase("open s3cret");
    environment.put("DOCTEUR_PASSPHRASE", "open s3cret");
    assertThat(make(url(), null).commit()).isEqualTo(commit);
    String key = "are known; the key " + ssh.identity + " could not be used: ";
    environment.put("DOCTEUR_PASSPHRASE", "not s3cret");
    fails(url(), null, key + "it has another passphrase");
    environment.clear();
    fails(url(), null, key + "it needs a passphrase");
  }

  @Test
  void aPassphraseIsAskedFor() throws Exception {
    String commit = commitFiles();
    serve();
    ssh.usePassphrase("open s3cret");
    Answering user = new Answering("wrong", "open s3cret");
    maker(url(), null).prompt(user).make(image);
    assertThat(user.questions()).hasSize(2).allMatch(q -> q.contains("id_ed25519"));
    assertThat(MadeImage.takeApart(image, temp.resolve("apart")).commit()).isEqualTo(commit);
  }

  @Test
  void aKeyThatTheServerDoesNotKnowIsRefused() throws Exception {
    commitFiles();
    serve();
    ssh.sshd.authorize("host");
    fails(url(), null, "refused the user");
    Files.delete(ssh.identity);
    fails(url(), null, "refused the user");
  }

  @Test
  void anAgentKeepsTheKey() throws Exception {
    String commit = commitFiles();
    serve();
    Files.delete(ssh.identity);
    startAgent("user");
    assertThat(make(url(), null).commit()).isEqualTo(commit);
    environment.put("SSH_AUTH_SOCK", temp.resolve("nobody").toString());
    fails(url(), null, "refused the user");
  }

  @Test
  void anAgentThatRefusesToSignIsDoneWithout() throws Exception {
    String commit = commitFiles();
    serve();
    startAgent("-c", "user"); // the user must agree, and nobody can be asked
    assertThat(make(url(), null).commit()).isEqualTo(commit);
    Files.delete(ssh.identity);
    fails(url(), null, "refused the user", "the key of the SSH agent could not be used");
  }

  /** Starts an agent, and adds a key to it by {@code ssh-add}, in the keys' directory. */
  private void startAgent(String... arguments) throws Exception {
    Path socket = temp.resolve("agent");
    ProcessBuilder builder = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString());
    builder.environment().put("SSH_ASKPASS", "false");
    agent = builder.redirectOutput(temp.resolve("agent.log").toFile()).start();
    while (!Files.exists(socket)) {
      assertThat(agent.isAlive()).isTrue();
    }
    List<String> command = new ArrayList<>(List.of("ssh-add", "-q"));
    command.addAll(List.of(arguments));
    ProcessBuilder add = new ProcessBuilder(command).directory(temp.resolve("keys").toFile());
    add.environment().put("SSH_AUTH_SOCK", socket.toString());
    assertThat(add.start().waitFor()).isZero();
    environment.put("SSH_AUTH_SOCK", socket.toString());
  }

  @Test
  void aPasswordWillDoWhereTheServerTakesIt() throws Exception {
    Assumptions.assumeTrue(
        Sshd.USER.equals("root"), "only root may give itself a password for a while");
    String commit = commitFiles();
    serve();
    Files.delete(ssh.identity);
    Path shadow = temp.resolve("shadow");
    write(shadow, Sshd.USER + ":" + HASH + ":19000:0:99999:7:::");
    ssh.sshd.takePasswords(Map.of(Path.of("/etc/shadow"), shadow));
    environment.put("DOCTEUR_PASSWORD", "s3cret");
    assertThat(make(url(), null).commit()).isEqualTo(commit);
    environment.put("DOCTEUR_PASSWORD", "other-s3cret");
    fails(url(), null, "refused the user");
    environment.clear();
    Answering user = new Answering("wrong-s3cret", "s3cret");
    maker(url(), null).prompt(user).make(image);
    assertThat(user.questions()).hasSize(2).allMatch(q -> q.contains("Password for ssh://"));
    assertThat(user.questions().get(1)).startsWith("The server refused that.");
  }

  @Test
  void aShallowRepositoryIsServedByTheOlderProtocolToo() throws Exception {
    commitFiles();
    Files.writeString(work.resolve("more"), "more");
    String commit = Git.commitAll(work);
    olderProtocol = true;
    Git.run(root, "clone", "-q", "--bare", "--depth=1", work.toUri().toString(), "srv.git");
    assertThat(make(url(), null).commit()).isEqualTo(commit);
  }

  @Test
  void inTheOlderProtocolACommitIsHadByItsIdWhereTheServerAllowsIt() throws Exception {
    String first = commitFiles();
    Files.writeString(work.resolve("more"), "more");
    String second = Git.commitAll(work);
    serve();
    olderProtocol = true;
    assertThat(make(url(), second).commit()).isEqualTo(second);
    fails(url(), first, "the server does not give out commits by id", first);
    Path bare = root.resolve("srv.git");
    Git.run(bare, "config", "uploadpack.allowReachableSHA1InWant", "true");
    assertThat(make(url(), first).commit()).isEqualTo(first);
  }

  @Test
  void aConnectionThatIsLostEarlyIsSaidInOneLine() throws Exception {
    commitMuch();
    serve();
    int port = port();
    for (int bytes : new int[] {0, 10, 40, 500, 1200, 2000, 3000}) {
      try (Proxy proxy = Proxy.thatHangsUp(port, bytes)) {
        trust(proxy.port());
        String url = url(proxy.port(), "srv.git");
        fails(url, null, url + ": the connection was lost");
      }
    }
  }

  @Test
  void aServerThatSaysNothingIsSaidInOneLine() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.setProperty(PATIENCE, "200");
      fails(url(silent.getLocalPort(), "srv.git"), null, "the server does not answer");
    } finally {
      System.clearProperty(PATIENCE);
    }
  }
}
