package io.docteur.make.source;

import io.docteur.make.fetch.LocalPath;
import io.docteur.make.fetch.Remote;
import io.docteur.make.fetch.RemoteUrl;
import io.docteur.make.fetch.Repositories;
import io.docteur.make.fetch.TemporaryRepository;
import io.docteur.make.task.Answers;
import io.docteur.make.task.Progress;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.transport.RemoteConfig;
import org.eclipse.jgit.transport.URIish;

/** The remotes that promise to have what a partial clone lacks. */
final class Promisors {
  private static final String REMOTE = "remote";

  private final StoredConfig config;

  /** What a path in the configuration is relative to. */
  private final Path base;

  private final List<String> remotes = new ArrayList<>();

  /** The remotes that a repository's configuration names. */
  Promisors(Repository repository) {
    this.config = repository.getConfig();
    this.base =
        (repository.isBare() ? repository.getDirectory() : repository.getWorkTree()).toPath();
    for (String remote : config.getSubsections(REMOTE)) {
      if (config.getBoolean(REMOTE, remote, "promisor", false)) {
        remotes.add(remote);
      }
    }
    String older = config.getString("extensions", null, "partialclone");
    if (older != null && !remotes.contains(older)) {
      remotes.add(older);
    }
  }

  /** Returns their names, in the order in which they are asked. */
  List<String> names() {
    return remotes;
  }

  /**
   * Gets objects from a remote, with everything below those that are trees.
   *
   * @param remote one of {@link #names}
   * @param into gets the objects
   */
  void fetch(
      String remote,
      Collection<ObjectId> objects,
      TemporaryRepository into,
      Answers answers,
      Progress progress)
      throws IOException {
    String url = url(remote);
    if (!RemoteUrl.isRemote(url)) {
      into.borrow(base.resolve(LocalPath.of(url)));
      return;
    }
    try (Remote server = new Remote(RemoteUrl.of(url), answers)) {
      server.fetchObjects(into.repository(), objects, progress);
    } catch (IllegalArgumentException e) {
      throw Repositories.failure(remote, e.getMessage(), e);
    }
  }

  private String url(String remote) throws IOException {
    try {
      for (URIish uri : new RemoteConfig(config, remote).getURIs()) {
        return uri.toPrivateString();
      }
    } catch (URISyntaxException e) {
      // A configuration without a URL that can be understood has none.
    }
    throw Repositories.failure(remote, "the remote has no URL", null);
  }
}
