package io.docteur.make.fetch;

import io.docteur.make.task.Answers;
import io.docteur.make.task.ChildProcess;
import io.docteur.make.task.MakingThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * The helpers that git's configuration names, and the program of {@code GIT_ASKPASS}: {@code
 * gitcredentials(7)}. JGit knows none of them; git, where it is installed, is asked for what they
 * have. Nothing is stored in them, and nothing erased.
 */
final class CredentialHelpers {
  private static final String ASKING_PROGRAM = "GIT_ASKPASS";

  /** More than any of them has to say. */
  private static final int MOST_BYTES = 1 << 16;

  /** Of a process that ends by itself; that of one which a signal ends comes behind it. */
  private static final int LAST_CODE = 128;

  private CredentialHelpers() {}

  /**
   * Returns what there is for a server by HTTP, under the names that git gives it, {@code username}
   * and {@code password} above all; nothing where there is none, or no git.
   *
   * @param user the user who is known, or null
   * @throws CancellationException when git is stopped, or the thread is interrupted
   */
  static Map<String, String> fill(URIish server, String user, Answers answers) {
    List<String> lines = new ArrayList<>();
    lines.add("protocol=" + server.getScheme());
    lines.add("host=" + server.getHost() + (server.getPort() < 0 ? "" : ":" + server.getPort()));
    lines.add("path=" + server.getPath().replaceAll("^/+|/+$", ""));
    if (user != null) {
      lines.add("username=" + user);
    }
    boolean strange = String.join("", lines).chars().anyMatch(Character::isISOControl);
    return strange ? Map.of() : attributes(run(String.join("\n", lines) + "\n\n", answers));
  }

  private static String run(String description, Answers answers) {
    try (ChildProcess git = start(answers)) {
      return said(git.process(), description);
    } catch (IOException e) {
      return ""; // there is no git, or it has not listened
    }
  }

  private static String said(Process git, String description) throws IOException {
    try (OutputStream in = git.getOutputStream()) {
      in.write(description.getBytes(StandardCharsets.UTF_8));
    }
    // Who reads hears no interrupt; who waits does.
    CompletableFuture<String> said =
        CompletableFuture.supplyAsync(() -> read(git), MakingThread::start);
    try {
      int code = git.waitFor();
      if (code > LAST_CODE) {
        throw stopped();
      }
      return code == 0 ? said.join() : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopped();
    }
  }

  /** The user is not asked either, who may have pressed Ctrl-C. */
  private static CancellationException stopped() {
    return new CancellationException("git was stopped while it was asked for a password");
  }

  private static String read(Process git) {
    try (InputStream out = git.getInputStream()) {
      return new String(out.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static ChildProcess start(Answers answers) throws IOException {
    ProcessBuilder git = new ProcessBuilder("git", "credential", "fill");
    // Away from any repository: what that configures is not meant for this server.
    git.directory(Path.of("").toAbsolutePath().getRoot().toFile());
    Map<String, String> environment = git.environment();
    environment.put("HOME", FS.DETECTED.userHome().getPath());
    environment.put("GIT_TERMINAL_PROMPT", "0"); // the terminal is ours
    environment.remove("GIT_DIR");
    environment.remove("SSH_ASKPASS");
    environment.remove(ASKING_PROGRAM);
    String asking = answers.variable(ASKING_PROGRAM);
    if (asking != null) {
      environment.put(ASKING_PROGRAM, asking);
    }
    return new ChildProcess(git.redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  private static Map<String, String> attributes(String lines) {
    return lines
        .lines()
        .filter(line -> line.indexOf('=') > 0)
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (former, last) -> last));
  }
}
