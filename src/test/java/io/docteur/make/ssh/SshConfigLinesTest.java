package io.docteur.make.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that apply to a host tell {@code ssh -G} the same as the files that they are from. */
class SshConfigLinesTest {
  private static final List<String> HOSTS =
      List.of("box", "box.example.com", "other", "real.example.com", "10.0.0.1");

  @TempDir Path directory;
  private Path config;

  @BeforeEach
  void findSsh() throws Exception {
    try {
      Process ssh = new ProcessBuilder("ssh", "-V").redirectErrorStream(true).start();
      assertThat(ssh.waitFor()).isZero();
    } catch (IOException e) {
      Assumptions.abort("ssh cannot be run: " + e.getMessage());
    }
    config = directory.resolve("config");
  }

  private Path write(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, List.of(lines));
  }

  private void meanTheSame() throws Exception {
    for (String host : HOSTS) {
      for (String user : new String[] {null, "alice"}) {
        String localUser = System.getProperty("user.name");
        SshConfigLines lines = new SshConfigLines(directory, host, user, localUser);
        Path flat = Files.write(directory.resolve("flat"), lines.read(List.of(config)));
        assertThat(flat).content().doesNotContainIgnoringCase("host ", "match ", "include ");
        assertThat(explain(flat, user, host)).as(host).isEqualTo(explain(config, user, host));
      }
    }
  }

  private static String explain(Path config, String user, String host) throws Exception {
    String target = user == null ? host : user + "@" + host;
    ProcessBuilder builder = new ProcessBuilder("ssh", "-G", "-F", config.toString(), target);
    Process ssh = builder.redirectErrorStream(true).start();
    String said = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(ssh.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void hostsAreChosenByPatterns() throws Exception {
    write(
        "config",
        "# Host *",
        "Compression yes",
        "Host box \"oth?r\" # two of them",
        "  Port=2222",
        "\tUser = bob",
        "Host *.example.com !real.example.com",
        "  HostName=%h.org",
        "  \"IdentityFile\" \"~/.ssh/a b\"",
        "host *",
        "  Port 3333",
        "  IdentityFile ~/.ssh/all");
    meanTheSame();
  }

  @Test
  void includesApplyWhereTheyStand() throws Exception {
    write("conf.d/20", "Host box", "  Port 20", "  User twenty", "  IdentityFile ~/.ssh/20");
    write("conf.d/10", "IdentityFile ~/.ssh/10", "Host other", "  Port 10");
    write("conf.d/.hidden", "Port 1");
    write("deep/er/x", "Include " + directory + "/deep/y", "ServerAliveInterval 7");
    write("deep/y", "Host real*", "  Port 77", "Host none", "  User nobody");
    write(
        "config",
        "Host box other",
        "  Include " + directory + "/conf.d/* \"" + directory + "/not there\"",
        "  Compression yes",
        "Include " + directory + "/d*/[a-f]?/x",
        "Host *",
        "  Include " + directory + "/conf.d/10",
        "  User last");
    meanTheSame();
  }

  @Test
  void matchesAreMadeInOrder() throws Exception {
    write(
        "config",
        "Match host other",
        "  HostName 10.0.0.1",
        "Match host 10.0.0.1,real.example.com",
        "  Port 1001",
        "Match originalhost other user alice",
        "  IdentityFile ~/.ssh/alice",
        "Match !host box,other localuser " + System.getProperty("user.name"),
        "  IdentityFile ~/.ssh/here",
        "Match host=box",
        "  User carol",
        "Match user carol",
        "  Port 1002",
        "Match canonical",
        "  Port 1",
        "Match all",
        "  Port 1003");
    meanTheSame();
  }

  @Test
  void whatMatchesAtLastIsReadInASecondPass() throws Exception {
    write(
        "config",
        "Match final host real.example.com",
        "  Port 1001",
        "Host real.example.com",
        "  IdentityFile ~/.ssh/real",
        "Host box",
        "  HostName real.example.com",
        "Match final all",
        "  Port 1002",
        "  IdentityFile ~/.ssh/final",
        "Host *",
        "  IdentityFile ~/.ssh/all");
    meanTheSame();
  }

  @Test
  void theFirstOfTwoWaysCounts() throws Exception {
    write(
        "config",
        "Host box",
        "  ProxyJump bastion",
        "Host other",
        "  ProxyCommand none",
        "Host box",
        "  ProxyCommand nc %h %p",
        "Host *",
        "  ProxyJump last");
    meanTheSame();
  }
}
