package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server is talked to only when its key is in {@code known_hosts}. */
class KnownHostsTest extends RemoteImageFixture {
  private SshHome ssh;
  private Path served;

  @BeforeEach
  void makeKeys() throws IOException {
    ssh = new SshHome(home, temp.resolve("keys"));
    Files.writeString(work.resolve("file"), "content");
    Git.commitAll(work);
    serve();
    served = root.resolve("srv.git");
  }

  @AfterEach
  void stopServer() {
    if (ssh != null) {
      ssh.close();
    }
  }

  @Test
  void aServerThatIsUnknownIsNotTalkedTo() throws Exception {
    String url = ssh.url(served);
    Files.delete(ssh.known);
    for (String checking : List.of("ask", "yes")) {
      write(ssh.config, "StrictHostKeyChecking " + checking);
      fails(url, null, "the server's key is unknown: it is not in known_hosts");
      assertThat(ssh.known).doesNotExist();
    }
  }

  @Test
  void aServerWhoseKeyHasChangedIsNotTalkedTo() throws Exception {
    String url = ssh.url(served);
    ssh.trust(ssh.port(), "user");
    byte[] before = Files.readAllBytes(ssh.known);
    for (String checking : List.of("ask", "yes")) {
      write(ssh.config, "StrictHostKeyChecking " + checking);
      fails(url, null, "the server's key has changed");
      assertThat(ssh.known).hasBinaryContent(before);
    }
  }
}
