package io.docteur.make.source;

import io.docteur.make.fetch.LocalPath;
import io.docteur.make.fetch.Remote;
import io.docteur.make.fetch.RemoteUrl;
import io.docteur.make.fetch.Repositories;
import io.docteur.make.fetch.TemporaryRepository;
import io.docteur.make.fetch.UrlRewriting;
import io.docteur.make.task.Answers;
import io.docteur.pack.ObjectId;
import io.docteur.pack.Tree;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * Puts the trees of submodules where a commit names theirs, so that files lie where {@code git
 * clone --recurse-submodules} has them. The objects of submodules are borrowed where they are here,
 * else fetched.
 */
final class Submodules implements Closeable {
  private static final int MAX_NESTING = 100;

  /** Git's {@code core.maxTreeDepth}. */
  private static final int MAX_TREE_DEPTH = 2048;

  /**
   * A project that may have submodules.
   *
   * @param path where it lies in the image, empty or with a slash at its end
   * @param url what its submodules' URLs are relative to
   * @param repository the repository that is here, or null
   * @param modules what its commit says of its submodules
   * @param nesting how many projects it lies in
   */
  private record Project(
      String path, String url, FileRepository repository, SubmoduleFile modules, int nesting) {}

  private final String name;
  private final TemporaryRepository objects;
  private final Sources.Request request;
  private final boolean filesAllowed;
  private final List<FileRepository> opened = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  /** By commit, its tree with submodules in it: whatever it has depends on its id alone. */
  private final Map<ObjectId, ObjectId> commits = new HashMap<>();

  private final Map<ObjectId, ObjectId> trees = new HashMap<>();
  private RemoteUrl asked;

  /**
   * The submodules of one commit.
   *
   * @param name how the repository is called in what is said of it
   * @param objects has the commit and all of its trees, and gets what is missing
   * @param filesAllowed whether a URL may lead to a repository on this machine
   */
  Submodules(
      String name, TemporaryRepository objects, Sources.Request request, boolean filesAllowed) {
    this.name = name;
    this.objects = objects;
    this.request = request;
    this.filesAllowed = filesAllowed;
  }

  /**
   * Makes the commit that has its submodules in it.
   *
   * @param url where the commit's project comes from
   * @param repository the project's repository that is here, or null
   * @return the id of the new commit, as {@link GraftedCommit} has it
   */
  ObjectId graft(ObjectId commit, String url, FileRepository repository) throws IOException {
    String contacted = UrlRewriting.of(url);
    asked = RemoteUrl.isRemote(contacted) ? RemoteUrl.of(contacted) : null;
    byte[] content = read(commit, Constants.OBJ_COMMIT);
    ObjectId root = GraftedCommit.tree(content);
    ObjectId tree = tree(new Project("", url, repository, ownModules(root), 0), root, "", 0);
    return tree.equals(root)
        ? commit
        : insert(Constants.OBJ_COMMIT, GraftedCommit.content(content, commit, tree));
  }

  /** Returns what the user should know. */
  List<String> notices() {
    return notices;
  }

  /** Returns a tree of a project, at a path in it, with submodules in the place of gitlinks. */
  private ObjectId tree(Project project, ObjectId tree, String path, int depth) throws IOException {
    if (trees.containsKey(tree)) {
      return trees.get(tree);
    }
    if (depth > MAX_TREE_DEPTH) {
      throw failure(project.path + path, "directories are nested too deeply", null);
    }
    List<TreeEntry> entries = new ArrayList<>();
    boolean changed = false;
    for (Tree cursor = new Tree(read(tree, Constants.OBJ_TREE)); cursor.next(); ) {
      TreeEntry entry = new TreeEntry(cursor.name(), cursor.mode(), cursor.id(), -1);
      TreeEntry replaced = replace(project, entry, path, depth);
      changed |= !replaced.id().equals(entry.id());
      entries.add(replaced);
    }
    ObjectId result = changed ? insert(Constants.OBJ_TREE, TreeEntry.treeOf(entries)) : tree;
    trees.put(tree, result);
    return result;
  }

  private TreeEntry replace(Project project, TreeEntry entry, String path, int depth)
      throws IOException {
    String child = path + new String(entry.name(), StandardCharsets.UTF_8);
    if (entry.isTree()) {
      ObjectId tree = tree(project, entry.id(), child + "/", depth + 1);
      return new TreeEntry(entry.name(), entry.mode(), tree, -1);
    }
    if (!entry.isGitlink()) {
      return entry;
    }
    SubmoduleFile.Submodule module = project.modules.at(child);
    if (module != null && module.isLeftOut()) {
      notices.add("left out, as .gitmodules says: the submodule " + project.path + child);
      return entry;
    }
    try {
      ObjectId tree = submodule(project, module, child, entry.id());
      return new TreeEntry(entry.name(), TreeEntry.TREE, tree, -1);
    } catch (InterruptedIOException | SubmoduleException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw failure(project.path + child, e.getMessage(), e);
    }
  }

  /** A failure that says already of which submodule it is. */
  private static final class SubmoduleException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    SubmoduleException(String name, String reason) {
      super(name, null, reason);
    }
  }

  private IOException failure(String path, String reason, Throwable cause) {
    IOException failure = new SubmoduleException(name, "submodule " + path + ": " + reason);
    failure.initCause(cause);
    return failure;
  }

  private ObjectId submodule(
      Project parent, SubmoduleFile.Submodule module, String path, ObjectId commit)
      throws IOException {
    if (commits.containsKey(commit)) {
      return commits.get(commit);
    }
    if (parent.nesting == MAX_NESTING) {
      throw new IOException("submodules are nested too deeply");
    }
    if (module == null) {
      throw new IOException(".gitmodules does not say where it comes from");
    }
    FileRepository here = SubmoduleRepositories.find(parent.repository, module, path, commit);
    String url = SubmoduleRepositories.url(parent.repository, module, parent.url);
    if (here == null) {
      here = fetch(url, commit);
    } else {
      borrow(here);
    }
    ObjectId root = GraftedCommit.tree(read(commit, Constants.OBJ_COMMIT));
    String whole = parent.path + path + "/";
    Project project = new Project(whole, url, here, modules(root), parent.nesting + 1);
    ObjectId tree = tree(project, root, "", 0);
    commits.put(commit, tree);
    return tree;
  }

  private void borrow(FileRepository repository) throws IOException {
    opened.add(repository);
    objects.borrow(repository);
  }

  /** Gets a commit from where a URL leads, and returns the repository if it is on this machine. */
  private FileRepository fetch(String given, ObjectId commit) throws IOException {
    String text = UrlRewriting.of(given);
    if (!RemoteUrl.isRemote(text)) {
      return open(LocalPath.of(text), commit);
    }
    RemoteUrl url = RemoteUrl.of(text);
    boolean sameServer = asked != null && RemoteUrl.isSameServer(asked.uri(), url.uri());
    Answers answers = sameServer ? request.answers() : request.answers().withoutPassword();
    try (Remote remote = new Remote(url, answers)) {
      remote.fetchCommit(objects.repository(), commit.toString(), request.progress());
    }
    return null;
  }

  private FileRepository open(Path path, ObjectId commit) throws IOException {
    if (!filesAllowed) {
      throw new IOException(
          "its URL is a path, which is followed only where git's protocol.file.allow is always");
    }
    if (!Repositories.isRepository(path)) {
      throw new IOException("no such repository: " + path);
    }
    FileRepository repository = Repositories.open(path);
    borrow(repository);
    if (!SubmoduleRepositories.has(repository, commit)) {
      throw new IOException(path + " lacks the commit " + commit);
    }
    return repository;
  }

  /** Those of the commit that was asked for, in whose failures no submodule is named. */
  private SubmoduleFile ownModules(ObjectId root) throws IOException {
    try {
      return modules(root);
    } catch (InterruptedIOException | FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw Repositories.failure(name, e.getMessage(), e);
    }
  }

  private SubmoduleFile modules(ObjectId root) throws IOException {
    for (Tree cursor = new Tree(read(root, Constants.OBJ_TREE)); cursor.next(); ) {
      TreeEntry entry = new TreeEntry(cursor.name(), cursor.mode(), cursor.id(), -1);
      if (SubmoduleFile.isIt(entry)) {
        return SubmoduleFile.of(read(entry.id(), Constants.OBJ_BLOB));
      }
    }
    return SubmoduleFile.EMPTY;
  }

  private byte[] read(ObjectId id, int type) throws IOException {
    try {
      return RepositoryObjects.read(objects.repository(), id, type);
    } catch (MissingObjectException e) {
      throw Repositories.failure(name, "an object is missing: " + id, e);
    }
  }

  private ObjectId insert(int type, byte[] content) throws IOException {
    try (ObjectInserter inserter = objects.repository().newObjectInserter()) {
      ObjectId id = RepositoryObjects.ours(inserter.insert(type, content));
      inserter.flush();
      return id;
    }
  }

  @Override
  public void close() {
    opened.forEach(FileRepository::close);
  }
}
