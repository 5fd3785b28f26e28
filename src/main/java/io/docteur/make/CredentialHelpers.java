package io.docteur.make;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private CredentialHelpers() {}

  /**
   * Returns what there is for a server by HTTP, under the names that git gives it, {@code username}
   * and {@code password} above all; nothing where there is none, or no git.
   *
   * @param user the user who is known, or null
   */
  static Map<String, String> fill(URIish server, String user, Answers answers) {
    List<String> lines = new ArrayList<>();
    lines.add("protocol=" + server.getScheme());
    lines.add("host=" + server.getHost() + (server.getPort() < 0 ? "" : ":" + server.getPort()));
    lines.add("path=" + server.getPath().replaceFirst("^/", ""));
    if (user != null) {
      lines.add("username=" + user);
    }
    boolean strange = String.join("", lines).chars().anyMatch(Character::isISOControl);
    return strange ? Map.of() : attributes(run(String.join("\n", lines) + "\n\n", answers));
  }

  private static String run(String description, Answers answers) {
    try {
      Process git = start(answers);
      try (OutputStream in = git.getOutputStream()) {
        in.write(description.getBytes(StandardCharsets.UTF_8));
      }
      try {
        // What it says fits into the pipe.
        boolean well = git.waitFor() == 0;
        byte[] said = git.getInputStream().readNBytes(MOST_BYTES);
        return well ? new String(said, StandardCharsets.UTF_8) : "";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "";
      } finally {
        git.destroy();
      }
    } catch (IOException e) {
      return ""; // there is no git, or it has not listened
    }
  }

  private static Process start(Answers answers) throws IOException {
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
    return git.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static Map<String, String> attributes(String lines) {
    return lines
        .lines()
        .filter(line -> line.indexOf('=') > 0)
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (former, last) -> last));
  }
}
