package io.docteur.make.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** A command at a server, or the program that has it run there, with other streams to read from. */
final class SshCommand extends Process {
  /** How long a command that prints no more may take to end. */
  private static final long EXIT_SECONDS = 5;

  private final Process process;
  private final InputStream output;
  private final InputStream errors;
  private final Runnable end;

  /**
   * Wraps a process.
   *
   * @param end ends it
   */
  SshCommand(Process process, InputStream output, InputStream errors, Runnable end) {
    this.process = process;
    this.output = output;
    this.errors = errors;
    this.end = end;
  }

  @Override
  public InputStream getInputStream() {
    return output;
  }

  @Override
  public OutputStream getOutputStream() {
    return process.getOutputStream();
  }

  @Override
  public InputStream getErrorStream() {
    return errors;
  }

  @Override
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    return process.waitFor(timeout, unit);
  }

  /** JGit asks as soon as the output has ended, when the answer may still be on its way. */
  @Override
  public int exitValue() {
    try {
      process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return process.exitValue();
  }

  @Override
  public void destroy() {
    end.run();
  }
}
