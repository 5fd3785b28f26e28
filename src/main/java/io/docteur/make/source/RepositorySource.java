package io.docteur.make.source;

import io.docteur.make.fetch.Repositories;
import io.docteur.make.fetch.TemporaryRepository;
import io.docteur.make.task.Progress;
import io.docteur.make.task.SideTask;
import io.docteur.make.task.Workers;
import io.docteur.pack.Commit;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectSizes;
import io.docteur.pack.ObjectType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;

/** A commit of a repository that is here, or of which as much is here as was fetched. */
final class RepositorySource implements ObjectSource {
  private final String name;

  /** Where the project comes from. */
  private final String url;

  /** The repository that was named, or null when it is not here. */
  private final FileRepository local;

  private final Sources.Request request;
  private final List<String> notices = new ArrayList<>();

  /** What was fetched, or borrowed from {@link #local}; null where that has everything. */
  private TemporaryRepository added;

  private org.eclipse.jgit.lib.ObjectId commit;
  private RepositoryObjects stored;
  private ObjectTable objects;

  /** What the last walk has found. */
  private Flaws flaws;

  private RepositorySource(
      String name,
      String url,
      FileRepository local,
      TemporaryRepository added,
      Sources.Request request) {
    this.name = name;
    this.url = url;
    this.local = local;
    this.added = added;
    this.request = request;
  }

  /**
   * Opens a repository at the commit that is asked for.
   *
   * @param directory a directory that {@link Repositories#isRepository}
   */
  static RepositorySource open(Path directory, Sources.Request request) throws IOException {
    FileRepository repository = Repositories.open(directory);
    String url = SubmoduleRepositories.origin(repository, directory);
    String ref = request.ref() == null ? Constants.HEAD : request.ref();
    return new RepositorySource(directory.toString(), url, repository, null, request).at(ref);
  }

  /**
   * The commit of a remote repository.
   *
   * @param name the repository's, as it may be shown
   * @param url the repository's as it was given, which may hold a password
   * @param fetched holds the commit without its history; is closed in the end, also when this fails
   * @param wanted the id of the commit, or of a tag of it
   */
  static RepositorySource of(
      String name,
      String url,
      TemporaryRepository fetched,
      org.eclipse.jgit.lib.ObjectId wanted,
      Sources.Request request)
      throws IOException {
    return new RepositorySource(name, url, null, fetched, request).at(wanted.name());
  }

  private RepositorySource at(String ref) throws IOException {
    try {
      // First: JGit passes over packs that it may not read, and would find no commit in them.
      stored = objects();
      commit = Repositories.commit(name, repository(), ref);
      return this;
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private FileRepository repository() {
    return added == null ? local : added.repository();
  }

  private RepositoryObjects objects() throws IOException {
    Map<Path, ObjectSizes> sizes = added == null ? Map.of() : added.sizes();
    return new RepositoryObjects(name, repository(), request.former(), sizes);
  }

  @Override
  public Contents enumerate(Workers workers, Progress progress) throws IOException {
    boolean checkedOut = local != null && WorkTree.isHead(local, commit);
    try (SideTask<String> look =
        new SideTask<>(
            "docteur-work-tree", () -> checkedOut ? WorkTree.notice(local, name) : null)) {
      Contents contents = enumerate(progress);
      String notice = look.await(progress);
      if (notice != null) {
        notices.add(0, notice);
      }
      return contents;
    }
  }

  private Contents enumerate(Progress progress) throws IOException {
    if (request.date() != null) {
      notices.add("the date is not used: the commit of a repository has its own");
    }
    RepositoryWalk walk = completed(walk(progress), progress);
    if (request.submodules() && walk.hasGitlinks()) {
      addSubmodules();
      walk = walk(progress);
      if (!walk.missing().isEmpty()) {
        throw missing(walk.missing(), "");
      }
    }
    notices.addAll(flaws.notices());
    objects = walk.contents().objects();
    stored.packs().learn(objects, objects::origin, walk.versions());
    int replaced = local == null ? 0 : Replacements.count(local, objects);
    if (replaced > 0) {
      notices.add("git replaces objects of this commit, the image keeps them: " + replaced);
    }
    int pointers = LfsPointers.count(walk, this);
    if (pointers > 0) {
      notices.add("Git LFS keeps files elsewhere: the image has their pointers, " + pointers);
    }
    return walk.contents();
  }

  private void addSubmodules() throws IOException {
    String files = repository().getConfig().getString("protocol", "file", "allow");
    TemporaryRepository all = added();
    try (Submodules submodules = new Submodules(name, all, request, "always".equals(files))) {
      commit = RepositoryObjects.jgits(submodules.graft(commit(), url, local));
      notices.addAll(submodules.notices());
    }
    reopen();
  }

  /** Gets what a partial clone lacks, and walks again. */
  private RepositoryWalk completed(RepositoryWalk first, Progress progress) throws IOException {
    RepositoryWalk walk = first;
    Promisors promisors = new Promisors(repository());
    IOException failure = null;
    for (String remote : promisors.names()) {
      if (walk.missing().isEmpty()) {
        break;
      }
      try {
        promisors.fetch(remote, jgits(walk.missing()), added(), request.answers(), progress);
        reopen();
        walk = walk(progress);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        failure = e;
      }
    }
    if (walk.missing().isEmpty()) {
      return walk;
    }
    String reason = failure == null ? "it has not sent them" : failure.getMessage();
    String why =
        promisors.names().isEmpty()
            ? ""
            : "; it is a partial clone, and %s should have them: %s"
                .formatted(String.join(", ", promisors.names()), reason);
    throw missing(walk.missing(), why);
  }

  private RepositoryWalk walk(Progress progress) throws IOException {
    flaws = new Flaws();
    RepositoryWalk walk = new RepositoryWalk(name, stored, request.former(), flaws);
    walk.run(commit(), rootTree(), progress);
    return walk;
  }

  private ObjectId rootTree() throws IOException {
    ObjectId id = commit();
    try {
      byte[] content = stored.read(id, ObjectType.COMMIT, stored.find(id));
      ObjectId tree = Commit.parse(content).tree();
      flaws.lookAtCommit(id, content);
      return tree;
    } catch (MalformedObjectException e) {
      throw Repositories.failure(name, "commit " + id + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Returns what holds more than the repository does. */
  private TemporaryRepository added() throws IOException {
    if (added == null) {
      added = new TemporaryRepository(request.image(), request.workers(), request.progress());
      added.borrow(local);
    }
    return added;
  }

  private void reopen() throws IOException {
    stored.close();
    stored = objects();
  }

  private IOException missing(Set<ObjectId> ids, String why) {
    String what =
        ids.size() == 1 ? "an object is missing: " : ids.size() + " objects are missing, first ";
    return Repositories.failure(name, what + ids.iterator().next() + why, null);
  }

  @Override
  public ObjectId commit() {
    return RepositoryObjects.ours(commit);
  }

  @Override
  public List<String> notices() {
    return notices;
  }

  @Override
  public byte[] read(int object) throws IOException {
    return stored.read(objects.id(object), objects.type(object), objects.origin(object));
  }

  @Override
  public InputStream open(int object) throws IOException {
    return stored.open(objects.id(object), objects.type(object), objects.origin(object));
  }

  @Override
  public IOException changed(int object) {
    String what = objects.type(object).gitName() + " " + objects.id(object);
    return Repositories.failure(name, what + " is damaged", null);
  }

  @Override
  public StoredEntry stored(int object) throws IOException {
    return stored.packs().stored(object);
  }

  @Override
  public boolean inOnePack(int object, int other) throws IOException {
    return stored.packs().inOnePack(object, other);
  }

  @Override
  public boolean isFormer(int object) {
    return stored.packs().isFormer(object);
  }

  @Override
  public Likely likely(int object) throws IOException {
    return stored.packs().likely(object);
  }

  @Override
  public EntryPoints.Steps steps(int object) throws IOException {
    return stored.packs().steps(object);
  }

  @Override
  public void copyStored(int object, ByteSink sink) throws IOException {
    stored.packs().copyStored(object, sink);
  }

  @Override
  public void close() throws IOException {
    try {
      if (stored != null) {
        stored.close();
      }
    } finally {
      closeRepositories();
    }
  }

  private void closeRepositories() {
    if (added != null) {
      added.close();
    }
    if (local != null) {
      local.close();
    }
  }

  private static List<org.eclipse.jgit.lib.ObjectId> jgits(Set<ObjectId> ids) {
    return ids.stream().map(RepositoryObjects::jgits).collect(Collectors.toList());
  }
}
