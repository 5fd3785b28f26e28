package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.docteur.testing.Git;
import io.docteur.testing.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server is talked to only when its key is in {@code known_hosts}. */
class KnownHostsTest extends RemoteImageFixture {
  private static final String IPV6_LOOPBACK = "::1";

  private SshHome ssh;
  private Path served;
  private String commit;

  @BeforeEach
  void makeKeys() throws IOException {
    ssh = new SshHome(home, temp.resolve("keys"));
    Files.writeString(work.resolve("file"), "content");
    commit = Git.commitAll(work);
    serve();
    served = root.resolve("srv.git");
  }

  @AfterEach
  void stopServer() {
    if (ssh != null) {
      ssh.close();
    }
  }

  private void isFetched(String url) throws IOException {
    assertThat(make(url, null).commit()).isEqualTo(commit);
  }

  @Test
  void noConfigurationLetsAServerInThatIsUnknown() throws Exception {
    String url = ssh.url(served);
    Files.delete(ssh.known);
    for (String checking : List.of("ask", "yes", "accept-new", "no", "off")) {
      write(ssh.config, "StrictHostKeyChecking " + checking);
      fails(url, null, "the server's key is unknown: it is not in known_hosts");
      assertThat(ssh.known).doesNotExist();
    }
  }

  @Test
  void noConfigurationLetsAServerInWhoseKeyHasChanged() throws Exception {
    String url = ssh.url(served);
    ssh.trust(ssh.port(), "user");
    byte[] before = Files.readAllBytes(ssh.known);
    for (String checking : List.of("ask", "yes", "accept-new", "no", "off")) {
      write(ssh.config, "StrictHostKeyChecking " + checking);
      fails(url, null, "the server's key has changed");
      assertThat(ssh.known).hasBinaryContent(before);
    }
  }

  @Test
  void aRevokedKeyIsRefusedWhateverElseIsKnown() throws Exception {
    String url = ssh.url(served);
    String key = ssh.sshd.publicKey("host");
    write(ssh.known, SshHome.pattern(Server.HOST, ssh.port()) + " " + key, "@revoked * " + key);
    fails(url, null, "the server's key is marked as revoked");
    write(ssh.known, "@revoked * " + key);
    fails(url, null, "the server's key is marked as revoked");
  }

  @Test
  void linesCountAsForSsh() throws Exception {
    String url = ssh.url(served);
    String key = ssh.sshd.publicKey("host");
    String server = SshHome.pattern(Server.HOST, ssh.port());
    write(ssh.known, server + "\t" + key.replace(' ', '\t') + "\tcomment");
    isFetched(url);
    write(ssh.known, server + " " + key, "@revoked *\t" + key);
    fails(url, null, "the server's key is marked as revoked");
    write(ssh.known, "@unknown " + server + " " + key);
    fails(url, null, "the server's key is unknown");
    write(ssh.known, server + " ssh-ed25519 AAAAdamaged", "", "# comment", server + " " + key);
    isFetched(url);
  }

  @Test
  void whatIsUnknownAtItsPortMayBeKnownWithoutIt() throws Exception {
    ssh.sshd.makeKey("other", "ed25519", "");
    ssh.sshd.makeKey("second", "ecdsa", "");
    ssh.sshd.configure("HostKey=" + ssh.sshd.key("second"));
    String url = ssh.url(served);
    String line = Server.HOST + " " + ssh.sshd.publicKey("host");
    write(ssh.known, line);
    isFetched(url);
    write(
        ssh.known,
        line,
        SshHome.pattern(Server.HOST, ssh.port()) + " " + ssh.sshd.publicKey("other"));
    fails(url, null, "the server's key has changed");
    write(ssh.known, Server.HOST + " " + ssh.sshd.publicKey("other"));
    fails(url, null, "the server's key has changed");
  }

  @Test
  void aCertificateIsKnownByTheKeyThatSignedItUnlessThatIsRevoked() throws Exception {
    ssh.sshd.makeKey("authority", "ed25519", "");
    ssh.sshd.certify("authority");
    String url = ssh.url(served);
    String key = ssh.sshd.publicKey("authority");
    String line = "@cert-authority " + SshHome.pattern(Server.HOST, ssh.port()) + " " + key;
    write(ssh.known, line);
    isFetched(url);
    write(ssh.known, line, "@revoked * " + key);
    fails(url, null, "the server's key is marked as revoked");
  }

  @Test
  void aKeyOfAnotherTypeThanTheKnownOneIsUnknown() throws Exception {
    String url = ssh.url(served);
    ssh.sshd.makeKey("other", "ecdsa", "");
    ssh.trust(ssh.port(), "other");
    fails(url, null, "the server's key is unknown: known_hosts has none of type ssh-ed25519");
  }

  @Test
  void ofAServersKeysTheKnownOneIsAskedFor() throws Exception {
    ssh.sshd.makeKey("other", "rsa", "");
    ssh.sshd.configure("HostKey=" + ssh.sshd.key("other"));
    String url = ssh.url(served);
    for (String key : List.of("host", "other")) {
      ssh.trust(ssh.port(), key);
      isFetched(url);
      Path elsewhere = Files.move(ssh.known, home.resolve("known-" + key));
      write(ssh.config, "UserKnownHostsFile " + elsewhere);
      isFetched(url);
      write(ssh.config, "GlobalKnownHostsFile " + elsewhere);
      isFetched(url);
      Files.delete(ssh.config);
    }
  }

  @Test
  void aServerMayBeNamedByItsIpv6Address() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddresses.forString(IPV6_LOOPBACK))) {
      assertThat(socket.isBound()).isTrue();
    } catch (IOException e) {
      Assumptions.abort("no IPv6 here: " + e.getMessage());
    }
    ssh.sshd.configure("ListenAddress=" + IPV6_LOOPBACK);
    int port = ssh.port();
    String host = "[" + IPV6_LOOPBACK + "]";
    fails(SshHome.url(host, port, served), null, host + ":" + port, "the server's key is unknown");
    String key = ssh.sshd.publicKey("host");
    write(ssh.known, SshHome.pattern(IPV6_LOOPBACK, port) + " " + key);
    isFetched(SshHome.url(host, port, served));
    Path elsewhere = Files.move(ssh.known, home.resolve("known"));
    write(
        ssh.config, "Host " + IPV6_LOOPBACK, "  Port " + port, "  UserKnownHostsFile " + elsewhere);
    isFetched(host + ":" + served);
  }
}
