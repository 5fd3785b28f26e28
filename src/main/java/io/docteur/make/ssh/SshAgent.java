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
import java.util.Set;
import org.apache.sshd.agent.SshAgentConstants;
import org.eclipse.jgit.transport.SshConstants;
import org.eclipse.jgit.transport.sshd.agent.Connector;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;

/**
 * The user's SSH agent behind a Unix-domain socket: the one that {@code IdentityAgent} of {@code
 * ~/.ssh/config} names, or else {@code SSH_AUTH_SOCK}. One that did not tell its keys or refused to
 * sign is not asked again.
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

  private static final Set<Byte> NEEDED =
      Set.of(
          SshAgentConstants.SSH2_AGENTC_REQUEST_IDENTITIES,
          SshAgentConstants.SSH2_AGENTC_SIGN_REQUEST);

  private final Answers answers;
  private final UnusedKeys unusedKeys;
  private volatile boolean failed;

  SshAgent(Answers answers, UnusedKeys unusedKeys) {
    this.answers = answers;
    this.unusedKeys = unusedKeys;
  }

  /** Tells whether an agent did not do what a session needed, for which JGit gives that up. */
  boolean hasFailed() {
    return failed;
  }

  private void fail(String reason) {
    failed = true;
    unusedKeys.add("of the SSH agent", reason);
  }

  @Override
  public Connector create(String identityAgent, File homeDir) {
    boolean named =
        identityAgent != null
            && !identityAgent.isEmpty()
            && !identityAgent.equals(SshConstants.ENV_SSH_AUTH_SOCKET);
    String socket = named ? identityAgent : answers.variable(SshConstants.ENV_SSH_AUTH_SOCKET);
    return new Connection(failed ? null : socket);
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
  private final class Connection implements Connector {
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
      try {
        byte[] reply = reply(command, message);
        if (NEEDED.contains(command) && reply[0] == SshAgentConstants.SSH_AGENT_FAILURE) {
          fail("the agent has refused");
        }
        return reply;
      } catch (IOException e) {
        fail(e.getMessage());
        throw e;
      }
    }

    private byte[] reply(byte command, byte[] message) throws IOException {
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
