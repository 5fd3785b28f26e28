package io.docteur.make.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jgit.transport.RemoteSession2;

/** A session of JGit's, in which what the server advertises is read by {@link AdvertisedRefs}. */
final class SshSession implements RemoteSession2 {
  /** How long a command that prints no more may take to end. */
  private static final long EXIT_SECONDS = 5;

  private final RemoteSession2 session;
  private final Consumer<AdvertisedRefs> listener;

  /**
   * Wraps a session.
   *
   * @param listener gets what the commands print, before any of it is read
   */
  SshSession(RemoteSession2 session, Consumer<AdvertisedRefs> listener) {
    this.session = session;
    this.listener = listener;
  }

  @Override
  public Process exec(String command, int timeout) throws IOException {
    return exec(command, Map.of(), timeout);
  }

  @Override
  public Process exec(String command, Map<String, String> environment, int timeout)
      throws IOException {
    Process process = session.exec(command, environment, timeout);
    AdvertisedRefs output = new AdvertisedRefs(process.getInputStream());
    listener.accept(output);
    return new Command(process, output);
  }

  @Override
  public void disconnect() {
    session.disconnect();
  }

  private static final class Command extends Process {
    private final Process process;
    private final InputStream output;

    Command(Process process, InputStream output) {
      this.process = process;
      this.output = output;
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
      return process.getErrorStream();
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
      process.destroy();
    }
  }
}
