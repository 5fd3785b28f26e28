package io.docteur.make.source;

import io.docteur.make.fetch.Repositories;
import io.docteur.pack.ObjectId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.StoredConfig;

/** Where the submodules of a project are, on this machine or elsewhere. */
public final class SubmoduleRepositories {
  private static final String UP = "../";
  private static final String HERE = "./";

  private SubmoduleRepositories() {}

  /**
   * Opens the repository that git keeps for a submodule, if it has all that is needed.
   *
   * @param parent the repository of the project, or null
   * @param path where the submodule lies in the project
   * @return null where there is none
   */
  static FileRepository find(
      FileRepository parent, SubmoduleFile.Submodule module, String path, ObjectId commit)
      throws IOException {
    for (Path candidate : candidates(parent, module.name(), path)) {
      if (Repositories.isRepository(candidate)) {
        FileRepository repository = Repositories.open(candidate);
        boolean partial = !new Promisors(repository).names().isEmpty();
        if (!partial && has(repository, commit)) {
          return repository;
        }
        repository.close();
      }
    }
    return null;
  }

  static boolean has(FileRepository repository, ObjectId id) throws IOException {
    return repository.getObjectDatabase().has(RepositoryObjects.jgits(id));
  }

  private static Set<Path> candidates(FileRepository parent, String name, String path) {
    Set<Path> candidates = new LinkedHashSet<>();
    if (parent != null && isPlain(name)) {
      candidates.add(parent.getDirectory().toPath().resolve("modules").resolve(name));
      candidates.add(parent.getCommonDirectory().toPath().resolve("modules").resolve(name));
    }
    if (parent != null && !parent.isBare() && isPlain(path)) {
      candidates.add(parent.getWorkTree().toPath().resolve(path));
    }
    return candidates;
  }

  /** A name that leads elsewhere is not followed. */
  private static boolean isPlain(String name) {
    return !name.startsWith("/")
        && name.indexOf('\\') < 0
        && name.indexOf('\0') < 0
        && !Arrays.asList(name.split("/")).contains("..");
  }

  /** Returns where a submodule comes from: what the user configured, else what the commit says. */
  static String url(FileRepository parent, SubmoduleFile.Submodule module, String parentUrl) {
    String chosen =
        parent == null ? null : parent.getConfig().getString("submodule", module.name(), "url");
    return resolve(parentUrl, chosen == null ? module.url() : chosen);
  }

  /** Returns where a repository on this machine comes from: its remote, else its own place. */
  static String origin(FileRepository repository, Path directory) throws IOException {
    StoredConfig config = repository.getConfig();
    String branch = repository.getBranch();
    String remote = branch == null ? null : config.getString("branch", branch, "remote");
    String name = remote == null ? Constants.DEFAULT_REMOTE_NAME : remote;
    String url = config.getString("remote", name, "url");
    return url == null ? directory.toAbsolutePath().normalize().toString() : url;
  }

  /**
   * Resolves a URL that starts with {@code ./} or {@code ../}, as git does: the last part of the
   * base goes for each {@code ../}, and a base {@code host:path} ends at its colon.
   *
   * @throws IllegalArgumentException when it leads above what there is
   */
  static String resolve(String base, String url) {
    String rest = url;
    String separator = "/";
    String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    while (rest.startsWith(UP) || rest.startsWith(HERE)) {
      if (rest.startsWith(UP)) {
        int slash = root.lastIndexOf('/');
        int end = slash < 0 ? root.lastIndexOf(':') : slash;
        if (end < 0) {
          throw new IllegalArgumentException("its URL leads above that of its project: " + url);
        }
        separator = slash < 0 ? ":" : separator;
        root = root.substring(0, end);
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    if (rest.equals(url)) {
      return url;
    }
    String resolved = root + separator + rest;
    return resolved.endsWith("/") ? resolved.substring(0, resolved.length() - 1) : resolved;
  }
}
