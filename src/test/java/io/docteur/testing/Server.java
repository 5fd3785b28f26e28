package io.docteur.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A process that serves on a port of this machine's own network. */
public final class Server implements Closeable {
  public static final String HOST = "127.0.0.1";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Process process;
  private final int port;

  private Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a process and waits until it can be connected to.
   *
   * @param command the command for a port that is free
   * @param log where it writes what it has to say
   */
  public static Server start(IntFunction<List<String>> command, Path log) throws IOException {
    int port = freePort();
    ProcessBuilder builder = new ProcessBuilder(command.apply(port)).redirectErrorStream(true);
    Process process = Environments.clean(builder).redirectOutput(log.toFile()).start();
    Server server = new Server(process, port);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!server.listens()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        server.close();
        throw new IOException("the server does not start: " + Files.readString(log));
      }
      Thread.onSpinWait();
    }
    return server;
  }

  /** Returns a port on which nobody listens. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().join();
  }
}
