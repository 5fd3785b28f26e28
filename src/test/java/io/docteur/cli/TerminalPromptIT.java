package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Environments;
import io.docteur.testing.Git;
import io.docteur.testing.GitHttpServer;
import io.docteur.testing.NeedsGit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user on a terminal, and the launcher of {@code docteur.make}. */
@NeedsGit
@Timeout(60)
class TerminalPromptIT {
  private static final String USER = "me";
  private static final String PASSWORD = "s3cret\u00e9";

  @TempDir Path directory;
  private GitHttpServer server;
  private String commit;

  @BeforeEach
  void start() throws Exception {
    Path repository = Git.init(directory.resolve("srv"));
    Files.writeString(repository.resolve("file"), "text");
    commit = Git.commitAll(repository);
    server = new GitHttpServer(directory, null, USER, PASSWORD);
  }

  @AfterEach
  void stop() {
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
    Process process = start("- > disk.img", "GIT_TERMINAL_PROMPT");
    assertThat(rest(process)).doesNotContain("User for").contains("none is known");
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void aTerminalShowsAgainWhatIsTypedOnceAQuestionIsInterrupted() throws Exception {
    Process process = start("- > disk.img; stty -a");
    answer(process, "User for ", USER);
    until(process, "Password for ");
    process.getOutputStream().write(3);
    process.getOutputStream().flush();
    assertThat(rest(process)).contains(" echo ");
    assertThat(directory.resolve("disk.img")).isEmptyFile();
  }

  private void isMadeAfterQuestions(String arguments) throws Exception {
    Process process = start(arguments);
    answer(process, "User for ", USER);
    answer(process, "Password for ", PASSWORD);
    assertThat(rest(process)).contains(commit).doesNotContain("s3cret");
    assertThat(process.exitValue()).isZero();
    Jars.Ended verified = Jars.run(directory, Jars.launcher("docteur.verify"), "disk.img");
    assertThat(verified.isFine().out()).contains(commit);
  }

  /** Starts a shell; variables that are false. */
  private Process start(String arguments, String... forbidden) throws Exception {
    String url = "http://localhost:" + server.port() + "/private/srv";
    String command = Jars.launcher("docteur.make") + " " + url + " " + arguments;
    ProcessBuilder script = Environments.clean(new ProcessBuilder(Terminal.running(command)));
    script.environment().put("JAVA_HOME", System.getProperty("java.home"));
    script.environment().put("HOME", directory.toString());
    Stream.of(forbidden).forEach(variable -> script.environment().put(variable, "false"));
    return script.directory(directory.toFile()).redirectErrorStream(true).start();
  }

  private static void answer(Process process, String question, String answer) throws IOException {
    until(process, question);
    OutputStream terminal = process.getOutputStream();
    terminal.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    terminal.flush();
  }

  /** Reads what is printed, up to the end of a question. */
  private static void until(Process process, String question) throws IOException {
    InputStream terminal = process.getInputStream();
    StringBuilder said = new StringBuilder();
    while (!said.toString().matches("(?s).*" + question + "\\S+: ")) {
      int next = terminal.read();
      assertThat(next).as(said.toString()).isNotNegative();
      said.append((char) next);
    }
  }

  private static String rest(Process process) throws Exception {
    String rest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return rest;
  }
}
