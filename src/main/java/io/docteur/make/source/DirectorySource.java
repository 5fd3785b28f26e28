package io.docteur.make.source;

import io.docteur.layout.PlatformNames;
import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A plain directory: every regular file and symbolic link is a blob, every directory a tree, empty
 * ones too. Files are read once to be hashed, and once more when they are packed.
 */
final class DirectorySource implements ObjectSource {
  private static final int BUFFER = 1 << 16;

  /** The origin of the commit; other origins are nodes. */
  private static final long COMMIT_ORIGIN = -1;

  private final Path root;
  private final Path image;
  private final OffsetDateTime date;
  private final SourcePacks packs;
  private final FormerVersions versions;
  private final Flaws flaws = new Flaws();
  private DirectoryScan scan;
  private NodeIds ids;
  private ObjectTable objects;
  private byte[] commit;

  /** By object, where the former image has it. */
  private long[] formerOrigins;

  /**
   * A source.
   *
   * @param image the image to be made, which is left out, or null
   * @param date when it was committed
   * @param former the pack of a former image, or null
   */
  DirectorySource(Path root, Path image, OffsetDateTime date, SourcePack former) {
    this.root = root;
    this.image = image;
    this.date = date;
    this.packs = new SourcePacks(former);
    this.versions = new FormerVersions(former);
  }

  @Override
  public Contents enumerate(Workers workers, Progress progress) throws IOException {
    progress.start("listing files", 0);
    scan = new DirectoryScan(root, image, progress);
    progress.end();
    ids = new NodeIds(scan.nodes());
    progress.start("hashing files", scan.nodes());
    int batches = (scan.nodes() + Hasher.BATCH - 1) / Hasher.BATCH;
    workers.each(batches, progress, Hasher::new, (hasher, i) -> hasher.run(i, progress));
    long[] treeSizes = hashTrees();
    progress.end();
    ObjectId rootTree = ids.get(0);
    commit = DirectoryCommit.content(rootTree.toString(), date);
    objects = new ObjectTable();
    objects.add(commit(), ObjectType.COMMIT, NameHash.ROOT, commit.length, COMMIT_ORIGIN);
    int tree = objects.add(rootTree, ObjectType.TREE, NameHash.ROOT, treeSizes[0], 0);
    progress.start("sorting out", scan.nodes());
    Contents contents = TreeWalk.walk(objects, tree, new NodeTrees(treeSizes), versions, progress);
    formerOrigins = new long[objects.count()];
    for (int object = 0; object < formerOrigins.length; object++) {
      formerOrigins[object] = packs.find(objects.id(object));
    }
    packs.learn(objects, object -> formerOrigins[object], versions);
    progress.end();
    return contents;
  }

  private long[] hashTrees() throws IOException {
    long[] treeSizes = new long[scan.directories()];
    int[] nodes = new int[scan.directories()];
    for (int node = 0; node < scan.nodes(); node++) {
      if (scan.mode(node) == TreeEntry.TREE) {
        nodes[scan.directory(node)] = node;
      }
    }
    for (int directory = scan.directories() - 1; directory >= 0; directory--) {
      byte[] content = scan.tree(directory, ids);
      treeSizes[directory] = content.length;
      ObjectId id = ObjectId.of(ObjectType.TREE, content);
      flaws.lookAtTree(id, content);
      ids.set(nodes[directory], id);
    }
    return treeSizes;
  }

  @Override
  public ObjectId commit() {
    return ObjectId.of(ObjectType.COMMIT, commit);
  }

  @Override
  public List<String> notices() {
    List<String> notices = new ArrayList<>(scan.notices());
    notices.addAll(flaws.notices());
    return notices;
  }

  @Override
  public byte[] read(int object) throws IOException {
    long origin = objects.origin(object);
    if (origin == COMMIT_ORIGIN) {
      return commit.clone();
    }
    int node = (int) origin;
    return switch (scan.mode(node)) {
      case TreeEntry.TREE -> scan.tree(scan.directory(node), ids);
      case TreeEntry.LINK -> readLink(node);
      default -> readFile(node);
    };
  }

  /** Returns the target of a link, which must be as long as it was when it was listed. */
  private byte[] readLink(int node) throws IOException {
    byte[] target;
    try {
      target = PlatformNames.target(scan.path(node));
    } catch (NotLinkException e) {
      throw changedNode(node, e);
    }
    if (target.length != scan.size(node)) {
      throw changedNode(node, null);
    }
    return target;
  }

  private byte[] readFile(int node) throws IOException {
    byte[] content = new byte[(int) scan.size(node)];
    try (InputStream in = openFile(node)) {
      int length = 0;
      while (length < content.length) {
        // In pieces: the JDK keeps a direct buffer of the size of the largest read, per thread.
        int n = in.read(content, length, Math.min(BUFFER, content.length - length));
        if (n < 0) {
          throw changedNode(node, null);
        }
        length += n;
      }
    }
    return content;
  }

  @Override
  public InputStream open(int object) throws IOException {
    int node = (int) objects.origin(object);
    boolean isFile =
        node >= 0 && scan.mode(node) != TreeEntry.TREE && scan.mode(node) != TreeEntry.LINK;
    return isFile ? openFile(node) : new ByteArrayInputStream(read(object));
  }

  private InputStream openFile(int node) throws IOException {
    Path file = scan.path(node);
    try {
      return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException e) {
      return Files.newInputStream(file); // of a provider without links, as that of zips
    }
  }

  @Override
  public IOException changed(int object) {
    return changedNode(Math.max(0, (int) objects.origin(object)), null);
  }

  private IOException changedNode(int node, IOException cause) {
    return failure(node, "it changed while it was read", cause);
  }

  private IOException failure(int node, String reason, IOException cause) {
    String name;
    try {
      name = scan.path(node).toString();
    } catch (IOException e) {
      name = root.toString();
    }
    IOException failure = new FileSystemException(name, null, reason);
    failure.initCause(cause);
    return failure;
  }

  @Override
  public StoredEntry stored(int object) throws IOException {
    return packs.stored(object);
  }

  @Override
  public boolean inOnePack(int object, int other) throws IOException {
    return packs.inOnePack(object, other);
  }

  @Override
  public boolean isFormer(int object) {
    return packs.isFormer(object);
  }

  @Override
  public Likely likely(int object) throws IOException {
    return packs.likely(object);
  }

  @Override
  public EntryPoints.Steps steps(int object) throws IOException {
    return packs.steps(object);
  }

  @Override
  public void copyStored(int object, ByteSink sink) throws IOException {
    packs.copyStored(object, sink);
  }

  @Override
  public void close() throws IOException {
    packs.close();
  }

  /** Hashes files and links; trees follow when all those are known. */
  private final class Hasher implements Closeable {
    static final int BATCH = 16;

    private final MessageDigest sha1 = ObjectId.sha1();
    private final byte[] buffer = new byte[BUFFER];

    void run(int batch, Progress progress) throws IOException {
      int end = Math.min((batch + 1) * BATCH, scan.nodes());
      for (int node = batch * BATCH; node < end; node++) {
        int mode = scan.mode(node);
        if (mode == TreeEntry.LINK) {
          ids.set(node, ObjectId.of(ObjectType.BLOB, readLink(node)));
        } else if (mode != TreeEntry.TREE) {
          ids.set(node, hashFile(node));
        }
      }
      progress.add(end - batch * BATCH);
    }

    private ObjectId hashFile(int node) throws IOException {
      sha1.update(ObjectType.BLOB.header(scan.size(node)));
      long length = 0;
      try (InputStream in = openFile(node)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sha1.update(buffer, 0, n);
          length += n;
          if (length > scan.size(node)) {
            break; // a file that grows faster than it is read must not keep us forever
          }
        }
      } catch (EOFException e) {
        throw changedNode(node, e);
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) { // that of a read does not say of which file
        throw failure(node, "it cannot be read: " + e.getMessage(), e);
      }
      if (length != scan.size(node)) {
        throw changedNode(node, null);
      }
      return ObjectId.fromBytes(sha1.digest(), 0);
    }

    @Override
    public void close() {}
  }

  /** The walk over the nodes. */
  private final class NodeTrees implements TreeWalk.Trees {
    private final long[] treeSizes;

    NodeTrees(long[] treeSizes) {
      this.treeSizes = treeSizes;
    }

    @Override
    public List<TreeEntry> entries(ObjectTable table, int tree) {
      int directory = scan.directory((int) table.origin(tree));
      List<TreeEntry> entries = new ArrayList<>();
      for (int node = scan.firstChild(directory); node < scan.endOfChildren(directory); node++) {
        entries.add(new TreeEntry(scan.name(node), scan.mode(node), ids.get(node), node));
      }
      return entries;
    }

    @Override
    public int add(ObjectTable table, TreeEntry entry, int nameHash) {
      int node = entry.node();
      long size = entry.isTree() ? treeSizes[scan.directory(node)] : scan.size(node);
      return table.add(entry.id(), entry.type(), nameHash, size, node);
    }

    @Override
    public void meetAgain(ObjectTable table, int object, TreeEntry entry) {
      // Each id was made from what the entry is.
    }
  }
}
