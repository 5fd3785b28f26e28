package io.docteur.make.fetch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackTransport;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TcpTransport;
import org.eclipse.jgit.transport.URIish;

/**
 * The {@code git://} protocol, to fetch by. JGit's own bounds no read where the JDK's sockets do
 * not hear of an interrupt: here the socket has a timeout, and is a channel's, which an interrupt
 * closes.
 */
final class GitTransport extends TcpTransport implements PackTransport {
  private static final int PORT = 9418;

  private final int timeoutMillis;

  /**
   * A transport from a server.
   *
   * @param timeoutMillis how long the server may say nothing
   */
  GitTransport(Repository into, URIish uri, int timeoutMillis) {
    super(into, uri);
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public FetchConnection openFetch() throws TransportException {
    return openFetch(List.of());
  }

  @Override
  public FetchConnection openFetch(Collection<RefSpec> specs, String... prefixes)
      throws TransportException {
    try {
      GitConnection connection = new GitConnection(SocketChannel.open());
      try {
        connection.open(specs, prefixes);
        return connection;
      } catch (IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (TransportException e) {
      throw e;
    } catch (IOException e) {
      throw new TransportException(uri, e.getMessage(), e);
    }
  }

  @Override
  public PushConnection openPush() throws NotSupportedException {
    throw new NotSupportedException("nothing is pushed");
  }

  @Override
  public void close() {
    // Each connection is closed by itself.
  }

  /** One conversation, as {@code gitprotocol-pack(5)} has it. */
  private final class GitConnection extends BasePackFetchConnection {
    private final SocketChannel channel;

    GitConnection(SocketChannel channel) {
      super(GitTransport.this);
      this.channel = channel;
    }

    void open(Collection<RefSpec> specs, String... prefixes) throws IOException {
      int port = uri.getPort() > 0 ? uri.getPort() : PORT;
      Socket socket = channel.socket();
      socket.connect(new InetSocketAddress(uri.getHost(), port), timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      init(
          new BufferedInputStream(socket.getInputStream()),
          new BufferedOutputStream(socket.getOutputStream()));
      pckOut.writeString(request(port));
      pckOut.flush();
      if (!readAdvertisedRefs()) {
        lsRefs(specs, prefixes);
      }
    }

    private String request(int port) {
      String host = uri.getHost() + (port == PORT ? "" : ":" + port);
      String asked = local.getConfig().getString("protocol", null, "version");
      String version = "0".equals(asked) ? "" : "\0version=2\0";
      return "git-upload-pack " + uri.getPath() + "\0host=" + host + "\0" + version;
    }

    @Override
    public void close() {
      super.close();
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing is lost.
      }
    }
  }
}
