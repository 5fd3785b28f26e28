package io.docteur.make.ssh;

import io.docteur.make.task.Answers;
import io.docteur.make.task.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.GitProtocolConstants;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.StringUtils;
import org.eclipse.jgit.util.io.StreamCopyThread;

/**
 * The program by which the user wants to connect by SSH, as {@code GIT_SSH_COMMAND}, {@code
 * core.sshCommand} or {@code GIT_SSH} names it: {@code git(1)}. JGit knows the last of them alone.
 */
final class SshProgram {
  private static final String OPENSSH = "ssh";

  /** How much of what the server sends may wait to be read, in bytes. */
  private static final int PIPE = 1 << 16;

  /** Those that take a port by another option. */
  private static final Set<String> PUTTYS = Set.of("plink", "putty", "tortoiseplink");

  private final List<String> command;
  private final String name;
  private volatile LastWords words;

  private SshProgram(List<String> command, String file) {
    this.command = command;
    this.name = file.replaceFirst(".*[/\\\\]", "").replace(".exe", "").toLowerCase(Locale.ROOT);
  }

  /** Returns the program that a user wants, or null where none is named. */
  static SshProgram of(Answers answers, Config config) {
    String line = answers.variable("GIT_SSH_COMMAND");
    if (StringUtils.isEmptyOrNull(line)) {
      line = config.getString("core", null, "sshCommand");
    }
    if (!StringUtils.isEmptyOrNull(line)) {
      String file = line.strip().split("\\s+", 2)[0];
      return new SshProgram(List.of("sh", "-c", line + " \"$@\"", line), file);
    }
    String file = answers.variable("GIT_SSH");
    return StringUtils.isEmptyOrNull(file) ? null : new SshProgram(List.of(file), file);
  }

  /** Returns what runs commands at a server, each by a process of its own. */
  RemoteSession2 session(URIish server) {
    return new RemoteSession2() {
      @Override
      public Process exec(String remote, int timeout) throws IOException {
        return exec(remote, Map.of(), timeout);
      }

      @Override
      public Process exec(String remote, Map<String, String> environment, int timeout)
          throws IOException {
        return start(server, remote, environment);
      }

      @Override
      public void disconnect() {
        // Whoever has a process destroys it.
      }
    };
  }

  private Process start(URIish server, String remote, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().putAll(environment);
    List<String> arguments = builder.command();
    if (name.equals(OPENSSH) && !environment.isEmpty()) {
      arguments.add("-o");
      arguments.add("SendEnv=" + GitProtocolConstants.PROTOCOL_ENVIRONMENT_VARIABLE);
    }
    if (server.getPort() > 0) {
      arguments.add(PUTTYS.contains(name) ? "-P" : "-p");
      arguments.add(Integer.toString(server.getPort()));
    }
    String user = server.getUser();
    arguments.add(user == null ? server.getHost() : user + "@" + server.getHost());
    arguments.add(remote);
    ChildProcess child = new ChildProcess(builder.start());
    Process process = child.process();
    words = new LastWords(process.getErrorStream());
    return new SshCommand(
        process,
        interruptible(process.getInputStream()),
        InputStream.nullInputStream(),
        child::close);
  }

  /** Who reads from a process hears of no interrupt, and so of no timeout; who waits does. */
  private static InputStream interruptible(InputStream output) throws IOException {
    PipedInputStream pipe = new PipedInputStream(PIPE);
    new StreamCopyThread(output, new PromptPipe(pipe)).start();
    return pipe;
  }

  /** Returns the last that the program has said of itself, in one line; null when it is nothing. */
  String lastWords() {
    return words == null ? null : words.line();
  }

  /** Lets the reader have at once what is written, for which it would else look once a second. */
  private static final class PromptPipe extends PipedOutputStream {
    PromptPipe(PipedInputStream reader) throws IOException {
      super(reader);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      super.write(bytes, offset, length);
      flush();
    }
  }
}
