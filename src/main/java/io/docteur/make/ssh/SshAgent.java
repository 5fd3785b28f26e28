package io.docteur.make.ssh;

import io.docteur.make.task.Answers;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.transport.SshConstants;
import org.eclipse.jgit.transport.sshd.agent.Connector;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;

/**
 * The user's SSH agent behind a Unix-domain socket: the one that {@code IdentityAgent} of {@code
 * ~/.ssh/config} names, or else {@code SSH_AUTH_SOCK}.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-sshm-ssh-agent/">SSH Agent Protocol</a>
 */
final class SshAgent implements ConnectorFactory {
  private static final ConnectorDescriptor ENVIRONMENT =
      new ConnectorDescriptor() {
        @Override
        public String getIdentityAgent() {
          return SshConstants.ENV_SSH_AUTH_SOCKET;
        }

        @Override
        public String getDisplayName() {
          return "ssh-agent";
        }
      };

  private final Answers answers;

  SshAgent(Answers answers) {
    this.answers = answers;
  }

  @Override
  public Connector create(String identityAgent, File homeDir) {
    boolean named =
        identityAgent != null
            && !identityAgent.isEmpty()
            && !identityAgent.equals(SshConstants.ENV_SSH_AUTH_SOCKET);
    return new Connection(
        named ? identityAgent : answers.variable(SshConstants.ENV_SSH_AUTH_SOCKET));
  }

  @Override
  public boolean isSupported() {
    return true;
  }

  @Override
  public String getName() {
    return "docteur";
  }

  @Override
  public Collection<ConnectorDescriptor> getSupportedConnectors() {
    return List.of(ENVIRONMENT);
  }

  @Override
  public ConnectorDescriptor getDefaultConnector() {
    return ENVIRONMENT;
  }

  /** A connection to an agent; not connected where there is none. */
  private static final class Connection implements Connector {
    /** OpenSSH's own limit for a message. */
    private static final int MAX_REPLY = 256 << 10;

    private final String socket;
    private SocketChannel channel;

    Connection(String socket) {
      this.socket = socket;
    }

    @Override
    public synchronized boolean connect() {
      if (channel == null && socket != null && !socket.isEmpty()) {
        try {
          channel = SocketChannel.open(StandardProtocolFamily.UNIX);
          channel.connect(UnixDomainSocketAddress.of(Path.of(socket)));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
          close(); // an agent that has ended is as good as none
        }
      }
      return channel != null;
    }

    @Override
    public synchronized byte[] rpc(byte command, byte[] message) throws IOException {
      if (channel == null) {
        throw new IOException("there is no SSH agent");
      }
      ByteBuffer request = ByteBuffer.wrap(message);
      request.putInt(0, message.length - Integer.BYTES).put(Integer.BYTES, command);
      while (request.hasRemaining()) {
        channel.write(request);
      }
      int length = read(Integer.BYTES).getInt();
      if (length <= 0 || length > MAX_REPLY) {
        throw new IOException("the SSH agent's reply is of " + length + " bytes");
      }
      return read(length).array();
    }

    private ByteBuffer read(int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("the SSH agent has hung up");
        }
      }
      return buffer.flip();
    }

    @Override
    public synchronized void close() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // Nothing is on its way any more.
      } finally {
        channel = null;
      }
    }
  }
}
