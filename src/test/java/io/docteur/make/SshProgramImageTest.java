package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images of a repository behind OpenSSH's {@code sshd}, by the program that the user names. */
class SshProgramImageTest extends RemoteImageContract {
  private SshHome ssh;

  @BeforeEach
  void nameTheProgram() throws Exception {
    ssh = new SshHome(home, temp.resolve("keys"));
    environment.put("GIT_SSH_COMMAND", command());
  }

  /** OpenSSH looks for the user's files where the system says that the home is. */
  private String command() {
    return "ssh -F none -o UserKnownHostsFile='" + ssh.known + "' -i '" + ssh.identity + "'";
  }

  @AfterEach
  void stop() {
    if (ssh != null) {
      ssh.close();
    }
  }

  @Override
  String url(int port, String repository) {
    return SshHome.url(Server.HOST, port, root.resolve(repository));
  }

  @Override
  int port() throws IOException {
    ssh.sshd.configure("AcceptEnv=GIT_PROTOCOL");
    return ssh.port();
  }

  @Override
  void trust(int port) throws IOException {
    ssh.trust(port, "host");
  }

  @Override
  @Test
  void nobodyAtTheOtherEndIsSaidInOneLine() throws Exception {
    int nobody = Server.freePort();
    String url = url(nobody, "srv.git");
    fails(url, null, url + ": ssh: connect to host 127.0.0.1 port " + nobody, "refused");
    String unknown = url.replace(Server.HOST, "nowhere.invalid");
    fails(unknown, null, unknown + ": ssh: Could not resolve hostname nowhere.invalid");
  }

  @Test
  void whyTheProgramDoesNotConnectIsSaidInItsWords() throws Exception {
    commitFiles();
    serve();
    String url = url();
    ssh.sshd.authorize("host");
    fails(url, null, url + ": ", "Permission denied (publickey)");
    ssh.trust(port(), "user");
    fails(url, null, url + ": Host key verification failed.");
    environment.put("GIT_SSH_COMMAND", "no-such-program -x");
    fails(url, null, url + ": ", "no-such-program", "not found");
    environment.put(
        "GIT_SSH_COMMAND", "printf 'remote: \\033[31mno such project\\nremote:\\n' >&2 #");
    fails(url, null, url + ": [31mno such project");
  }

  @Test
  void theProgramIsRunOnceAndGetsWhatGitGivesItAndNoPassword() throws Exception {
    commitFiles();
    serve();
    Path arguments = temp.resolve("arguments");
    Path program = home.resolve("connect");
    write(program, "#!/bin/sh", "printf '%s\\n' \"$@\" >> '" + arguments + "'");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    environment.remove("GIT_SSH_COMMAND");
    environment.put("GIT_SSH", program.toString());
    fails("ssh://me:s3cret@[::1]:17/the project", null, "ssh://me@[::1]:17/the project: ");
    assertThat(Files.readAllLines(arguments))
        .containsExactly("-p", "17", "me@::1", "git-upload-pack '/the project'");
    environment.put("GIT_SSH", Files.move(program, home.resolve("PLink.exe")).toString());
    Files.delete(arguments);
    fails("host:project", null, "host:project: ");
    fails("ssh://host:17/project", null, "ssh://host:17/project: ");
    assertThat(Files.readAllLines(arguments))
        .containsExactly(
            "host", "git-upload-pack 'project'", "-P", "17", "host", "git-upload-pack '/project'");
  }

  @Test
  void aProgramOfTheConfigurationWillDo() throws Exception {
    commitFiles();
    serve();
    write(home.resolve(".gitconfig"), "[core]", "  sshCommand = \"" + command() + "\"");
    ChildJvm.Ended made = makeApart(url());
    assertThat(made.code()).as(made.err()).isZero();
  }

  @Test
  void whatLooksLikeAnOptionReachesNoProgram() throws Exception {
    environment.put("GIT_SSH_COMMAND", "touch '" + temp.resolve("touched") + "' #");
    for (String url : List.of("ssh://-oX=y@host/project", "-oX=y@host:project", "ssh://-host/p")) {
      assertThatThrownBy(() -> maker(url, null).make(image)).hasMessageContaining("not a URL");
    }
    assertThat(temp.resolve("touched")).doesNotExist();
  }
}
