package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Environments;
import io.docteur.testing.Git;
import io.docteur.testing.GitHttpServer;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user on a terminal, and the launcher of {@code docteur.make}. */
@NeedsGit
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a read hears nothing
class TerminalPromptIT {
  private static final String USER = "me";
  private static final String PASSWORD = "s3cret\u00e9";

  @TempDir Path directory;
  private GitHttpServer server;
  private String commit;
  private Process terminal;

  @BeforeEach
  void start() throws Exception {
    Path repository = Git.init(directory.resolve("srv"));
    Files.writeString(repository.resolve("file"), "text");
    commit = Git.commitAll(repository);
    server = new GitHttpServer(directory, null, USER, PASSWORD);
  }

  @AfterEach
  void stop() {
    if (terminal != null) {
      terminal.destroy();
    }
    server.close();
  }

  @Test
  void aUserIsAskedAlsoWhereTheImageGoesToTheStandardOutput() throws Exception {
    isMadeAfterQuestions("- > disk.img");
  }

  @Test
  void aUserIsAskedAlsoWhereTheStandardInputLeadsElsewhere() throws Exception {
    isMadeAfterQuestions("disk.img < /dev/null");
  }

  @Test
  void aUserIsAskedWhereAllIsOfTheTerminal() throws Exception {
    isMadeAfterQuestions("disk.img");
  }

  @Test
  void aUserWhoLetsGitNotAskIsNotAsked() throws Exception {
    start("- > disk.img", "GIT_TERMINAL_PROMPT");
    assertThat(rest()).doesNotContain("User for").contains("none is known");
    assertThat(terminal.exitValue()).isEqualTo(1);
  }

  @Test
  void aTerminalShowsAgainWhatIsTypedOnceAQuestionIsInterrupted() throws Exception {
    start("- > disk.img; stty -a");
    answer("User for ", USER + "\n");
    answer("Password for ", "\3"); // Ctrl-C
    assertThat(rest()).contains(" echo ");
    assertThat(directory.resolve("disk.img")).isEmptyFile();
  }

  private void isMadeAfterQuestions(String arguments) throws Exception {
    start(arguments);
    answer("User for ", USER + "\n");
    answer("Password for ", PASSWORD + "\n");
    assertThat(rest()).contains(commit).doesNotContain("s3cret");
    assertThat(terminal.exitValue()).isZero();
    Jars.Ended verified = Jars.run(directory, Jars.launcher("docteur.verify"), "disk.img");
    assertThat(verified.isFine().out()).contains(commit);
  }

  /** Starts the launcher where some variables are false. */
  private void start(String arguments, String... falseVariables) throws Exception {
    String url = "http://" + Server.HOST + ":" + server.port() + "/private/srv";
    String make = Jars.quoted(Jars.launcher("docteur.make")) + " " + url + " " + arguments;
    String command = "trap : INT; " + make; // that Ctrl-C leaves the shell alone
    ProcessBuilder builder = Environments.clean(new ProcessBuilder(Terminal.running(command)));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("HOME", directory.toString());
    for (String variable : falseVariables) {
      builder.environment().put(variable, "false");
    }
    terminal = builder.directory(directory.toFile()).redirectErrorStream(true).start();
  }

  /** Reads what is printed, up to the end of a question, and types an answer. */
  private void answer(String question, String answer) throws IOException {
    InputStream printed = terminal.getInputStream();
    StringBuilder said = new StringBuilder();
    while (!said.toString().matches("(?s).*" + question + "\\S+: ")) {
      int next = printed.read();
      assertThat(next).as(said.toString()).isNotNegative();
      said.append((char) next);
    }
    OutputStream keys = terminal.getOutputStream();
    keys.write(answer.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  private String rest() throws Exception {
    String rest = new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(terminal.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return rest;
  }
}
