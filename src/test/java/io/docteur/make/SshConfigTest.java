package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.Server;
import io.docteur.testing.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Images of a repository to which the way is told by {@code ~/.ssh/config}. */
class SshConfigTest extends RemoteImageFixture {
  private SshHome ssh;
  private Path served;
  private String commit;

  @BeforeEach
  void startServer() throws IOException {
    ssh = new SshHome(home, temp.resolve("keys"));
    Files.writeString(work.resolve("file"), "content");
    commit = Git.commitAll(work);
    serve();
    served = root.resolve("srv.git");
    ssh.port();
  }

  @AfterEach
  void stopServer() {
    if (ssh != null) {
      ssh.close();
    }
  }

  private void isFetched(String host) throws IOException {
    assertThat(make(host + ":" + served, null).commit()).isEqualTo(commit);
  }

  @Test
  void aHostGetsItsNamePortUserAndKey() throws Exception {
    Files.move(ssh.identity, home.resolve(".ssh/other"));
    write(
        ssh.config,
        "Host forge",
        "  HostName " + Server.HOST,
        "  Port " + ssh.port(),
        "  User " + Sshd.USER,
        "  IdentityFile ~/.ssh/other");
    isFetched("forge");
    assertThat(make("ssh://forge" + served, null).commit()).isEqualTo(commit);
  }

  @Test
  void theShortFormOfAUrlWillDo() throws Exception {
    write(ssh.config, "Host *", "  Port " + ssh.port());
    isFetched(Sshd.USER + "@" + Server.HOST);
  }

  @Test
  void includedFilesCount() throws Exception {
    write(ssh.config, "Include conf.d/* ~/.ssh/more", "Host *", "  Port 1");
    write(home.resolve(".ssh/conf.d/box"), "Host box", "  HostName " + Server.HOST);
    write(home.resolve(".ssh/more"), "Host box", "  Port " + ssh.port());
    isFetched("box");
  }

  @Test
  void whatMatchesCounts() throws Exception {
    write(
        ssh.config,
        "Match host other",
        "  Port 1",
        "Match originalhost box !user nobody",
        "  HostName " + Server.HOST,
        "Match host " + Server.HOST,
        "  Port " + ssh.port(),
        "Match all",
        "  Port 1");
    isFetched("box");
  }

  @Test
  void aHostBehindAnotherIsReached() throws Exception {
    int nobody = Server.freePort();
    write(
        ssh.config,
        "Host inside by-nobody",
        "  HostName " + Server.HOST,
        "  Port " + ssh.port(),
        "Host inside",
        "  ProxyJump " + SshHome.url(Server.HOST, ssh.port(), Path.of("")),
        "Host by-nobody",
        "  ProxyJump " + SshHome.url(Server.HOST, nobody, Path.of("")));
    isFetched("inside");
    fails("by-nobody:" + served, null, "refused");
  }

  @Test
  void aWayThatCannotBeGoneIsRefused() throws Exception {
    write(ssh.config, "Host " + Server.HOST, "  ProxyCommand nc %h %p");
    fails(ssh.url(served), null, ssh.config + ": ProxyCommand is not supported");
    write(ssh.config, "ProxyCommand none", "Match exec true", "  ProxyCommand nc %h %p");
    fails(ssh.url(served), null, ssh.config + ": Match exec is not supported");
    write(ssh.config, "Match host other exec true", "  ProxyCommand nc %h %p");
    assertThat(make(ssh.url(served), null).commit()).isEqualTo(commit);
    write(ssh.config, "Include config");
    fails(ssh.url(served), null, ssh.config + ": too many files include each other");
  }

  @Test
  @Timeout(60) // only tells a hang from work
  void aKeyExchangeThatIsNotKnownHereIsLeftOutWhereThereIsAnother() throws Exception {
    String unknown = "sntrup761x25519-sha512@openssh.com";
    for (String list : List.of(unknown + ",curve25519-sha256", "^" + unknown, "+" + unknown)) {
      write(ssh.config, "KexAlgorithms " + list);
      assertThat(make(ssh.url(served), null).commit()).as(list).isEqualTo(commit);
    }
    write(ssh.config, "KexAlgorithms " + unknown);
    fails(ssh.url(served), null, "none of these KexAlgorithms is known here: " + unknown);
    write(ssh.config, "KexAlgorithms -curve25519*,ecdh-*");
    assertThat(make(ssh.url(served), null).commit()).isEqualTo(commit);
  }

  @Test
  void aServerIsKnownByTheNameThatTheConfigurationGivesItsKey() throws Exception {
    write(ssh.config, "HostKeyAlias the-forge");
    fails(ssh.url(served), null, "the server's key is unknown");
    write(ssh.known, "the-forge " + ssh.sshd.publicKey("host"));
    assertThat(make(ssh.url(served), null).commit()).isEqualTo(commit);
  }

  @Test
  void aKeyThatIsNotThereIsNamed() throws Exception {
    Files.delete(ssh.identity);
    write(ssh.config, "IdentityFile ~/.ssh/gone");
    String gone = "the key " + home.resolve(".ssh/gone") + " could not be used: it is not there";
    fails(ssh.url(served), null, "refused the user", gone);
  }

  @Test
  void aKeyThatCannotBeReadIsNamed() throws Exception {
    Path key = Files.move(ssh.identity, home.resolve(".ssh/secret"));
    assertThat(key.toFile().setReadable(false)).isTrue();
    Assumptions.assumeFalse(Files.isReadable(key), "who runs the tests can read any file");
    write(ssh.config, "IdentityFile ~/.ssh/secret");
    fails(ssh.url(served), null, "refused the user", key + " could not be used: it cannot be read");
  }
}
