import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.MutableObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The blobs of a bare repository through JGit: its tree walk and its object reader, with caches
 * larger than its own defaults. An entry's attributes are its mode and id; JGit opens an object for
 * its size, which the walk does not ask for.
 */
final class JGitPeer implements Peer {
  private static final int CACHED = 64 << 20;

  private final Repository repository;
  private final ObjectId root;
  private final Collection<ObjectReader> readers = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<ObjectReader> reader = ThreadLocal.withInitial(this::newReader);

  JGitPeer(Path directory) throws IOException {
    WindowCacheConfig config = new WindowCacheConfig();
    config.setPackedGitMMAP(true);
    config.setPackedGitLimit(4L * CACHED);
    config.setPackedGitWindowSize(64 << 10);
    config.setDeltaBaseCacheLimit(CACHED);
    config.install();
    repository = new RepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
    try (RevWalk walk = new RevWalk(repository)) {
      root = walk.parseCommit(repository.resolve(Constants.HEAD)).getTree();
    }
  }

  private ObjectReader newReader() {
    ObjectReader created = repository.newObjectReader();
    readers.add(created);
    return created;
  }

  @Override
  public long walk() throws IOException {
    long entries = 1;
    MutableObjectId id = new MutableObjectId();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(root);
      while (walk.next()) {
        entries++;
        walk.getRawMode(0);
        walk.getObjectId(id, 0);
        if (walk.isSubtree()) {
          walk.enterSubtree();
        }
      }
    }
    return entries;
  }

  @Override
  public List<Content> files() throws IOException {
    List<Content> files = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(root);
      walk.setRecursive(true);
      while (walk.next()) {
        FileMode mode = walk.getFileMode();
        if (mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE) {
          files.add(new Blob(walk.getPathString(), walk.getObjectId(0)));
        }
      }
    }
    return files;
  }

  @Override
  public Content file(String name) throws IOException {
    try (TreeWalk walk = TreeWalk.forPath(reader.get(), name, root)) {
      return new Blob(name, walk.getObjectId(0));
    }
  }

  @Override
  public void close() {
    readers.forEach(ObjectReader::close);
    repository.close();
    RepositoryCache.clear();
  }

  private final class Blob implements Content {
    private final String name;
    private final ObjectId id;

    Blob(String name, ObjectId id) {
      this.name = name;
      this.id = id;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long size() throws IOException {
      return reader.get().getObjectSize(id, Constants.OBJ_BLOB);
    }

    @Override
    public byte[] read() throws IOException {
      return reader.get().open(id, Constants.OBJ_BLOB).getCachedBytes(Integer.MAX_VALUE);
    }

    @Override
    public void touch() throws IOException {
      try (var in = reader.get().open(id, Constants.OBJ_BLOB).openStream()) {
        in.read();
      }
    }
  }
}
