package io.docteur.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before a server and passes on so many of its bytes; then something happens. */
public final class Proxy implements Closeable {

  /** What happens then. */
  private interface Event {
    /** Returns whether all that follows is passed on too. */
    boolean happens(Proxy proxy) throws IOException;
  }

  private final ServerSocket listener;
  private final int target;
  private final Event event;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private long left;

  private Proxy(int target, long bytes, Event event) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.left = bytes;
    this.event = event;
    start(this::accept);
  }

  /** Hangs up after so many bytes. */
  public static Proxy thatHangsUp(int target, long bytes) throws IOException {
    return new Proxy(
        target,
        bytes,
        proxy -> {
          proxy.close();
          return false;
        });
  }

  /** Says nothing more after so many bytes. */
  public static Proxy thatStalls(int target, long bytes) throws IOException {
    return new Proxy(target, bytes, proxy -> false);
  }

  /** Interrupts a thread after so many bytes, before it passes on the rest. */
  public static Proxy thatInterrupts(Thread thread, int target, long bytes) throws IOException {
    return new Proxy(
        target,
        bytes,
        proxy -> {
          thread.interrupt();
          return true;
        });
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(client);
      sockets.add(server);
      start(() -> client.getInputStream().transferTo(server.getOutputStream()));
      start(() -> answer(server, client));
    }
  }

  private void answer(Socket server, Socket client) throws IOException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] buffer = new byte[1 << 10];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      int granted = take(n);
      out.write(buffer, 0, granted);
      if (granted < n) {
        if (!happens()) {
          return;
        }
        out.write(buffer, granted, n - granted);
      }
    }
    client.shutdownOutput();
  }

  private synchronized boolean happens() throws IOException {
    boolean goesOn = event.happens(this);
    if (goesOn) {
      left = Long.MAX_VALUE;
    }
    return goesOn;
  }

  private synchronized int take(int n) {
    int granted = (int) Math.min(n, left);
    left -= granted;
    return granted;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // A connection has ended.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
