package io.docteur.make;

import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.pack.Tree;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * A commit of a repository that is here. Packs are read by ourselves, so that their entries can be
 * copied; everything else, loose objects above all, by JGit.
 */
final class RepositorySource implements ObjectSource {
  private final String name;
  private final FileRepository repository;
  private final SourcePacks packs;
  private final org.eclipse.jgit.lib.ObjectId commit;
  private final Closeable owner;
  private final List<String> notices = new ArrayList<>();
  private ObjectTable objects;

  private RepositorySource(
      String name,
      FileRepository repository,
      SourcePacks packs,
      org.eclipse.jgit.lib.ObjectId commit,
      Closeable owner) {
    this.name = name;
    this.repository = repository;
    this.packs = packs;
    this.commit = commit;
    this.owner = owner;
  }

  /**
   * Opens a repository at a commit.
   *
   * @param directory a directory that {@link Repositories#isRepository}
   * @param ref as {@link Repositories#commit} takes it
   */
  static RepositorySource open(Path directory, String ref) throws IOException {
    FileRepository repository = Repositories.open(directory);
    return of(directory.toString(), repository, ref, repository::close);
  }

  /**
   * The commit of an open repository.
   *
   * @param name how the repository is called in what is said of it
   * @param ref as {@link Repositories#commit} takes it
   * @param owner is closed in the end, also when this fails
   */
  static RepositorySource of(String name, FileRepository repository, String ref, Closeable owner)
      throws IOException {
    try {
      org.eclipse.jgit.lib.ObjectId commit = Repositories.commit(name, repository, ref);
      Path objectDirectory = repository.getObjectDatabase().getDirectory().toPath();
      SourcePacks packs = new SourcePacks(objectDirectory);
      return new RepositorySource(name, repository, packs, commit, owner);
    } catch (IOException | RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  @Override
  public Contents enumerate(Workers workers, Progress progress) throws IOException {
    progress.start("listing objects", 0);
    objects = new ObjectTable();
    RepositoryTrees trees = new RepositoryTrees();
    ObjectId root;
    try (RevWalk walk = new RevWalk(repository)) {
      root = ours(walk.parseCommit(commit).getTree());
    }
    trees.add(commit(), ObjectType.COMMIT, NameHash.ROOT);
    int tree = trees.add(root, ObjectType.TREE, NameHash.ROOT);
    Contents contents = TreeWalk.walk(objects, tree, trees, progress);
    trees.throwIfMissing();
    packs.learn(objects);
    progress.end();
    if (WorkTree.isHead(repository, commit) && WorkTree.hasChanges(repository)) {
      notices.add("uncommitted changes in " + name + " are not in the image");
    }
    return contents;
  }

  @Override
  public ObjectId commit() {
    return ours(commit);
  }

  @Override
  public List<String> notices() {
    return notices;
  }

  @Override
  public byte[] read(int object) throws IOException {
    long origin = objects.origin(object);
    if (PackOrigin.isPacked(origin)) {
      return packOf(origin).pack().read(PackOrigin.offset(origin), objects.type(object));
    }
    try (InputStream in = openElsewhere(object)) {
      return in.readAllBytes();
    }
  }

  @Override
  public InputStream open(int object) throws IOException {
    long origin = objects.origin(object);
    if (!PackOrigin.isPacked(origin)) {
      return openElsewhere(object);
    }
    if (objects.type(object) == ObjectType.BLOB) {
      return new BlobStream(packOf(origin).pack().open(PackOrigin.offset(origin)));
    }
    return new ByteArrayInputStream(read(object));
  }

  private InputStream openElsewhere(int object) throws IOException {
    ObjectReader reader = repository.newObjectReader();
    try {
      int type = objects.type(object).code();
      return new ReaderStream(reader, reader.open(jgits(objects.id(object)), type).openStream());
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public IOException changed(int object) {
    String what = objects.type(object).gitName() + " " + objects.id(object);
    return Repositories.failure(name, what + " is damaged", null);
  }

  @Override
  public StoredEntry stored(int object) throws IOException {
    long origin = objects.origin(object);
    if (!PackOrigin.isPacked(origin)) {
      return null;
    }
    StoredEntry stored = packOf(origin).stored(PackOrigin.offset(origin));
    boolean mixed =
        stored.base() != PackedEntries.WHOLE && objects.type(stored.base()) != objects.type(object);
    return mixed ? new StoredEntry(true, PackedEntries.WHOLE, stored.size()) : stored;
  }

  @Override
  public boolean inOnePack(int object, int other) throws IOException {
    long x = objects.origin(object);
    long y = objects.origin(other);
    return PackOrigin.isPacked(x)
        && PackOrigin.isPacked(y)
        && PackOrigin.pack(x) == PackOrigin.pack(y)
        && !stored(object).delta()
        && !stored(other).delta();
  }

  @Override
  public void copyStored(int object, ByteSink sink) throws IOException {
    long origin = objects.origin(object);
    packOf(origin).copy(PackOrigin.offset(origin), objects.id(object), sink);
  }

  private SourcePack packOf(long origin) {
    return packs.get(PackOrigin.pack(origin));
  }

  @Override
  public void close() throws IOException {
    try (owner) {
      packs.close();
    }
  }

  private static ObjectId ours(org.eclipse.jgit.lib.AnyObjectId id) {
    byte[] raw = new byte[ObjectId.LENGTH];
    id.copyRawTo(raw, 0);
    return ObjectId.fromBytes(raw, 0);
  }

  private static org.eclipse.jgit.lib.ObjectId jgits(ObjectId id) {
    return org.eclipse.jgit.lib.ObjectId.fromRaw(id.toBytes());
  }

  /** The walk over the trees. Objects that are missing are counted, and reported together. */
  private final class RepositoryTrees implements TreeWalk.Trees {
    private int missing;
    private ObjectId firstMissing;

    @Override
    public List<TreeEntry> entries(ObjectTable table, int tree) throws IOException {
      List<TreeEntry> entries = new ArrayList<>();
      try {
        for (Tree cursor = new Tree(read(tree)); cursor.next(); ) {
          entries.add(new TreeEntry(cursor.name(), cursor.mode(), cursor.id(), -1));
        }
      } catch (MissingObjectException e) {
        return List.of();
      } catch (MalformedObjectException e) {
        throw Repositories.failure(
            name, "tree " + table.id(tree) + " is damaged: " + e.getMessage(), e);
      }
      entries.sort((x, y) -> Arrays.compareUnsigned(x.name(), y.name()));
      return entries;
    }

    @Override
    public int add(ObjectTable table, TreeEntry entry, int nameHash) throws IOException {
      return add(entry.id(), entry.type(), nameHash);
    }

    int add(ObjectId id, ObjectType type, int nameHash) throws IOException {
      long origin = packs.find(id);
      long size = 0;
      if (PackOrigin.isPacked(origin)) {
        size = packOf(origin).pack().size(PackOrigin.offset(origin));
      } else {
        try (ObjectReader reader = repository.newObjectReader()) {
          size = reader.getObjectSize(jgits(id), type.code());
        } catch (MissingObjectException e) {
          firstMissing = missing == 0 ? id : firstMissing;
          missing++;
        }
      }
      return objects.add(id, type, nameHash, size, origin);
    }

    void throwIfMissing() throws IOException {
      if (missing == 0) {
        return;
      }
      String what =
          missing == 1 ? "an object is missing: " : missing + " objects are missing, first ";
      String remote = promisor();
      String why = remote == null ? "" : "; it is a partial clone, and " + remote + " has them";
      throw Repositories.failure(name, what + firstMissing + why, null);
    }

    /** Returns the name of the remote that has what a partial clone lacks, or null. */
    private String promisor() {
      for (String remote : repository.getConfig().getSubsections("remote")) {
        if (repository.getConfig().getBoolean("remote", remote, "promisor", false)) {
          return remote;
        }
      }
      return repository.getConfig().getString("extensions", null, "partialclone");
    }
  }
}
