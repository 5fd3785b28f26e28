package io.docteur.make.ssh;

import io.docteur.make.task.Answers;
import java.io.Closeable;
import java.io.File;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.sshd.common.SyspropsMapWrapper;
import org.apache.sshd.core.CoreModuleProperties;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.GitProtocolConstants;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshConstants;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;

/**
 * Connects by SSH as the user's {@code ~/.ssh} says. A server is talked to only when {@code
 * known_hosts} has its key. Where the user has named a program for it, that connects instead.
 */
public final class SshSessions implements Closeable {
  private static final Set<String> GIVING_BY_ID =
      Set.of(
          GitProtocolConstants.OPTION_ALLOW_TIP_SHA1_IN_WANT,
          GitProtocolConstants.OPTION_ALLOW_REACHABLE_SHA1_IN_WANT);

  private final Predicate<Exception> lost;
  private final SshProgram program;
  private final SshdSessionFactory factory;
  private final UnusedKeys unusedKeys = new UnusedKeys();
  private final SshAgent agent;
  private final KnownHosts knownHosts;
  private volatile String refusedConfig;
  private volatile AdvertisedRefs advertised;

  /**
   * Connects nowhere yet.
   *
   * @param gitConfig may name a program
   * @param lost tells of a failure whether a connection ended that was there
   */
  public SshSessions(Answers answers, Config gitConfig, Predicate<Exception> lost) {
    this.lost = lost;
    this.program = SshProgram.of(answers, gitConfig);
    File home = FS.DETECTED.userHome().getAbsoluteFile();
    File directory = new File(home, SshConstants.SSH_DIR);
    SshConfig config =
        new SshConfig(
            home.toPath(),
            directory.toPath().resolve(SshConstants.CONFIG),
            SshSessionFactory.getLocalUserName(),
            unusedKeys);
    agent = new SshAgent(answers, unusedKeys);
    knownHosts = new KnownHosts(config);
    factory =
        new SshdSessionFactoryBuilder()
            .setHomeDirectory(home)
            .setSshDirectory(directory)
            .setConfigStoreFactory((userHome, file, user) -> config)
            .setConnectorFactory(agent)
            .setKeyPasswordProvider(ignored -> new Passphrases(answers, unusedKeys))
            .setServerKeyDatabase((userHome, ssh) -> knownHosts)
            .build(null);
  }

  /** Makes a transport connect by this, if it is one that uses SSH. */
  public void applyTo(Transport transport) {
    if (transport instanceof SshTransport ssh) {
      ssh.setSshSessionFactory(new Factory());
    }
  }

  /** Returns why a server was not talked to, or null where that was not for us to decide. */
  public String refusal() {
    if (program != null) {
      return advertised != null && advertised.isNothing() ? program.lastWords() : null;
    }
    return refusedConfig == null ? knownHosts.refusal() : refusedConfig;
  }

  /** Returns a sentence on a key that was not shown to the server, or null when there is none. */
  public String unusedKey() {
    return unusedKeys.first();
  }

  /** Tells whether the server gives out nothing but what it advertises. */
  public boolean isAdvertisedOnly() {
    Set<String> capabilities = advertised == null ? null : advertised.capabilities();
    return capabilities != null && GIVING_BY_ID.stream().noneMatch(capabilities::contains);
  }

  @Override
  public void close() {
    factory.close();
  }

  /** JGit's factory, which says better why there is no session. */
  private final class Factory extends SshSessionFactory {
    @Override
    public RemoteSession getSession(
        URIish uri, CredentialsProvider credentials, FS fs, int timeoutMillis)
        throws TransportException {
      long start = System.nanoTime();
      try {
        return new SshSession(
            session(uri, credentials, fs, timeoutMillis), refs -> advertised = refs);
      } catch (TransportException e) {
        if (e.getCause() instanceof UncheckedIOException config) {
          refusedConfig = config.getCause().getMessage();
        }
        throw lost.test(e) && isTooLong(System.nanoTime() - start)
            ? new TransportException(uri, e.getMessage(), new SocketTimeoutException())
            : e;
      }
    }

    /** As ssh does, goes on with the user's other keys where an agent does not do its part. */
    private RemoteSession2 session(
        URIish uri, CredentialsProvider credentials, FS fs, int timeoutMillis)
        throws TransportException {
      if (program != null) {
        return program.session(uri);
      }
      boolean failedBefore = agent.hasFailed();
      try {
        return factory.getSession(uri, credentials, fs, timeoutMillis);
      } catch (TransportException e) {
        if (failedBefore || !agent.hasFailed()) {
          throw e;
        }
        return factory.getSession(uri, credentials, fs, timeoutMillis);
      }
    }

    @Override
    public String getType() {
      return factory.getType();
    }
  }

  /** SSHD hangs up when a server has not let the user in by then, and does not say why. */
  private static boolean isTooLong(long nanos) {
    Duration patience =
        CoreModuleProperties.AUTH_TIMEOUT.getRequired(SyspropsMapWrapper.SYSPROPS_RESOLVER);
    return nanos >= patience.toNanos();
  }
}
