package io.docteur.make.ssh;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jgit.transport.RemoteSession2;

/** A session in which what the server advertises is read by {@link AdvertisedRefs}. */
final class SshSession implements RemoteSession2 {
  private final RemoteSession2 session;
  private final Consumer<AdvertisedRefs> listener;

  /**
   * Wraps another one.
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
    return new SshCommand(process, output, process.getErrorStream(), process::destroy);
  }

  @Override
  public void disconnect() {
    session.disconnect();
  }
}
