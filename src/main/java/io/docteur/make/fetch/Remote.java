package io.docteur.make.fetch;

import io.docteur.make.ssh.SshSessions;
import io.docteur.make.task.Answers;
import io.docteur.make.task.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;

/** A remote repository, from which a commit is fetched into a local one. */
public final class Remote implements Closeable {
  /** How long a server may say nothing. */
  private static final int TIMEOUT_SECONDS = 120;

  /** What a short name may stand for, the first that is there: git's order. */
  private static final List<String> PREFIXES =
      List.of("", Constants.R_REFS, Constants.R_TAGS, Constants.R_HEADS);

  private final RemoteUrl url;
  private final Credentials credentials;
  private final Answers answers;
  private final int timeoutSeconds;
  private volatile SshSessions ssh;

  public Remote(RemoteUrl url, Answers answers) {
    this(url, answers, TIMEOUT_SECONDS);
  }

  /** A remote repository whose server may say nothing for as long. */
  public Remote(RemoteUrl url, Answers answers, int timeoutSeconds) {
    this.url = url;
    this.answers = answers;
    this.timeoutSeconds = timeoutSeconds;
    this.credentials = new Credentials(url, answers);
  }

  /**
   * Fetches a commit without its history.
   *
   * @param ref a full ref, a short name or a full id; null for the remote's {@code HEAD}
   * @return what the name stands for: the commit, or a tag of it
   */
  public ObjectId fetchCommit(Repository into, String ref, Progress progress) throws IOException {
    String name = ref == null ? Constants.HEAD : ref;
    return JGitThread.run(progress, monitor -> fetchCommit(into, name, monitor));
  }

  private ObjectId fetchCommit(Repository into, String name, ProgressMonitor monitor)
      throws IOException {
    try (Transport transport = open(into)) {
      transport.setDepth(1);
      List<String> prefixes = new ArrayList<>();
      for (String prefix : PREFIXES) {
        prefixes.add(prefix + name);
      }
      try (FetchConnection connection = connect(transport, into, prefixes.toArray(String[]::new))) {
        ObjectId wanted = choose(connection.getRefsMap(), name, url.toString());
        if (ssh != null && ssh.isAdvertisedOnly() && !isTip(connection, wanted)) {
          throw Repositories.failure(
              url.toString(),
              "the server does not give out commits by id, only branches and tags: " + name,
              null);
        }
        connection.fetch(monitor, List.of(wanted(wanted)), Set.of());
        return wanted;
      }
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  /**
   * Fetches objects by their ids, and everything that those among them which are trees lead to.
   *
   * @param ids blobs and trees
   */
  public void fetchObjects(Repository into, Collection<ObjectId> ids, Progress progress)
      throws IOException {
    List<Ref> wanted = ids.stream().map(Remote::wanted).toList();
    JGitThread.<Void>run(
        progress,
        monitor -> {
          fetchObjects(into, wanted, monitor);
          return null;
        });
  }

  private void fetchObjects(Repository into, List<Ref> wanted, ProgressMonitor monitor)
      throws IOException {
    try (Transport transport = open(into);
        FetchConnection connection = connect(transport, into, Constants.HEAD)) {
      connection.fetch(monitor, wanted, Set.of());
    } catch (IOException | RuntimeException e) {
      throw failure(e);
    }
  }

  private Transport open(Repository into) throws IOException {
    Transport transport = transport(into);
    transport.setCredentialsProvider(credentials);
    transport.setTagOpt(TagOpt.NO_TAGS);
    transport.setFetchThin(false);
    if (url.isSsh()) {
      if (ssh == null) {
        ssh = new SshSessions(answers, into.getConfig(), FetchFailures::isLost);
      }
      ssh.applyTo(transport);
    }
    return transport;
  }

  private Transport transport(Repository into) throws IOException {
    if (url.isGit()) {
      return new GitTransport(into, url.uri(), (int) TimeUnit.SECONDS.toMillis(timeoutSeconds));
    }
    Transport transport = Transport.open(into, url.uri());
    transport.setTimeout(timeoutSeconds);
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(
          new HttpConnections(into.getConfig(), url.uri(), answers, credentials));
    }
    return transport;
  }

  private FetchConnection connect(Transport transport, Repository into, String... prefixes)
      throws IOException {
    try {
      return transport.openFetch(List.of(), prefixes);
    } catch (TransportException e) {
      if (FetchFailures.isHangUp(e)) {
        // So does a server whose ids are longer. In the older protocol its first line says so.
        into.getConfig().setString("protocol", null, "version", "0");
        try (Transport older = open(into)) {
          older.openFetch(List.of(), prefixes).close();
        } catch (TransportException again) {
          throw FetchFailures.isRefused(again) ? e : again;
        }
      }
      throw e;
    }
  }

  private static boolean isTip(FetchConnection connection, ObjectId id) {
    return connection.getRefs().stream().map(Ref::getObjectId).anyMatch(id::equals);
  }

  static Ref wanted(ObjectId id) {
    return new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, id.name(), id);
  }

  /**
   * Returns what a name stands for: a full ref, a short name or a full id. As for git, an id is
   * never a name: who gives one gets that commit, whatever the server calls its branches.
   *
   * @param url the repository, as it may be shown
   */
  static ObjectId choose(Map<String, Ref> refs, String name, String url) throws IOException {
    if (ObjectId.isId(name)) {
      return ObjectId.fromString(name);
    }
    for (String prefix : PREFIXES) {
      Ref ref = refs.get(prefix + name);
      if (ref != null && ref.getObjectId() != null) {
        return ref.getObjectId();
      }
    }
    boolean head = name.equals(Constants.HEAD);
    throw Repositories.failure(
        url,
        head
            ? "the repository has no HEAD: it has no commit yet, or a branch must be named"
            : "no such branch or tag: " + name,
        null);
  }

  private IOException failure(Exception e) {
    return FetchFailures.translate(url, e, ssh, credentials);
  }

  @Override
  public void close() {
    if (ssh != null) {
      ssh.close();
    }
  }
}
