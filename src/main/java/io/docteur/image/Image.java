package io.docteur.image;

import io.docteur.DamagedImageException;
import io.docteur.layout.Entry;
import io.docteur.layout.EntryKind;
import io.docteur.layout.Layout;
import io.docteur.layout.TreeLayout;
import io.docteur.layout.Trees;
import io.docteur.pack.Blob;
import io.docteur.pack.Commit;
import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectIndex;
import io.docteur.pack.ObjectType;
import io.docteur.pack.Pack;
import io.docteur.pack.PackCheck;
import io.docteur.pack.PackIndex;
import io.docteur.pack.PackIndexWriter;
import io.docteur.pack.PackLimits;
import io.docteur.pack.RebuiltIndex;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** An open image. Thread-safe. */
public final class Image implements Closeable {
  private final Storage storage;
  private final ByteBoundedCache cache;
  private final boolean checkObjects;
  private final long indexPosition;
  private final long packEnd;
  private final ObjectIndex index;
  private final PackIndexWriter.Entries entries;
  private final Pack pack;
  private final CarriedLayout carried;
  private final ObjectId commitId;
  private final Commit commit;
  private final Layout layout;

  private Image(Storage storage, ImageOptions options) throws IOException {
    this.storage = storage;
    this.cache = new ByteBoundedCache(Math.max(0, options.cacheBytes() - Pack.poolFootprint()));
    this.checkObjects = options.checkObjects() || options.commit() != null;
    Header header = Header.read(storage);
    PackLimits limits = new PackLimits(options.maxObjectMemory(), options.spillDirectory());
    this.indexPosition = header.indexPosition();
    this.packEnd = header.packEnd(storage);
    if (options.mode() == ImageOptions.Mode.ANALYZE) {
      RebuiltIndex rebuilt =
          RebuiltIndex.of(storage, ImageFormat.PACK_START, packEnd, cache, limits);
      this.index = rebuilt;
      this.entries = rebuilt;
      this.carried = CarriedLayout.none();
    } else {
      PackIndex stored = header.openIndex(storage);
      this.index = stored;
      this.entries = stored;
      this.carried = CarriedLayout.read(storage, indexPosition, cache);
    }
    this.pack = new Pack(storage, ImageFormat.PACK_START, packEnd, index, cache, limits);
    try {
      this.commitId = peel(header.commitId());
      requireCommit(options.commit());
      this.commit = readCommit();
      this.layout = openLayout(options);
    } catch (IOException | RuntimeException | Error e) {
      pack.close();
      throw e;
    }
  }

  /** Tells whether a storage starts as an image does: a header, then a pack of version 2. */
  public static boolean isImage(Storage storage) throws IOException {
    return Header.isThere(storage);
  }

  /**
   * Opens an image. The storage is closed with it, also when opening fails.
   *
   * @throws DamagedImageException when it is none, when it is damaged, or when it is not of the
   *     commit that the options name
   */
  public static Image open(Storage storage, ImageOptions options) throws IOException {
    try {
      return new Image(storage, options);
    } catch (IOException | RuntimeException | Error e) {
      try {
        storage.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Returns the commit that an id of the header means: a tag is followed to what it names. */
  private ObjectId peel(ObjectId id) throws IOException {
    ObjectId object = id;
    while (type(object) == ObjectType.TAG) {
      long offset = index.offset(rank(object));
      Optional<ObjectId> target = Tag.target(checked(object, pack.read(offset, ObjectType.TAG)));
      object = target.orElseThrow(() -> damaged(offset, id, "a tag that names no object"));
    }
    return object;
  }

  private ObjectType type(ObjectId id) throws IOException {
    return pack.type(index.offset(rank(id)));
  }

  private int rank(ObjectId id) throws IOException {
    int rank = index.rank(id);
    if (rank < 0) {
      throw damaged(0, id, "an object that the pack does not hold");
    }
    return rank;
  }

  private void requireCommit(ObjectId expected) throws DamagedImageException {
    if (expected != null && !expected.equals(commitId)) {
      throw new DamagedImageException(
          name(), ImageFormat.COMMIT_ID, commitId.toString(), "not of the commit " + expected);
    }
  }

  private Commit readCommit() throws IOException {
    long offset = index.offset(rank(commitId));
    try {
      return Commit.parse(checked(commitId, pack.read(offset, ObjectType.COMMIT)));
    } catch (MalformedObjectException e) {
      throw damaged(offset, commitId, e.getMessage());
    }
  }

  private byte[] checked(ObjectId id, byte[] content) throws IOException {
    int rank = rank(id);
    long offset = index.offset(rank);
    if (!ObjectId.of(pack.type(offset), content).equals(id)) {
      throw damaged(offset, id, "an object whose content is not what its id says");
    }
    return content;
  }

  private DamagedImageException damaged(long offset, ObjectId id, String reason) {
    return new DamagedImageException(
        name(), ImageFormat.PACK_START + offset, id.toString(), reason);
  }

  private Layout openLayout(ImageOptions options) throws IOException {
    Trees trees = trees();
    int root = rank(commit.tree());
    return switch (options.mode()) {
      case LAYOUT ->
          TreeLayout.lazy(trees, root, options.commit() == null ? carried.arts() : null, cache);
      case FAST, ANALYZE -> TreeLayout.eager(trees, root, cache);
      case LIGHT -> TreeLayout.light(trees, root);
    };
  }

  /** Returns the trees that the directories come from. */
  public Trees trees() {
    return new Trees(name(), ImageFormat.PACK_START, pack, index);
  }

  /** Returns the name of the file or device, for messages. */
  public String name() {
    return storage.name();
  }

  /** Returns the bytes of the file or device, which may be larger than the image. */
  public long length() {
    return storage.size();
  }

  /** Returns the id of the commit that is mounted. */
  public ObjectId commitId() {
    return commitId;
  }

  /** Returns the commit that is mounted. */
  public Commit commit() {
    return commit;
  }

  /** Returns what checks the pack's entries one by one. */
  public PackCheck packCheck() throws IOException {
    return new PackCheck(storage, ImageFormat.PACK_START, packEnd, pack, entries);
  }

  /** Returns the byte position of the index, as the header records it. */
  public long indexPosition() {
    return indexPosition;
  }

  /** Returns the directories. */
  public Layout layout() {
    return layout;
  }

  /** Returns the layout that the image carries; a mode that reads the trees does not look. */
  public CarriedLayout carriedLayout() {
    return carried;
  }

  /** Returns the objects' index. */
  public ObjectIndex index() {
    return index;
  }

  /** Returns the objects. */
  public Pack pack() {
    return pack;
  }

  /** Returns the id of an entry's object. */
  public ObjectId id(Entry entry) throws IOException {
    return entry.absent() != null ? entry.absent() : index.id(entry.rank());
  }

  /** Returns the size of an entry's object in bytes; 0 for a gitlink. */
  public long size(Entry entry) throws IOException {
    if (entry.kind() == EntryKind.GITLINK) {
      return 0;
    }
    return entry.size() == Entry.UNKNOWN_SIZE ? pack.size(index.offset(rank(entry))) : entry.size();
  }

  /**
   * Returns the whole content of a file's or symbolic link's blob. Nobody may change the array.
   *
   * @throws java.nio.file.FileSystemException when it is larger than {@link
   *     ImageOptions#maxObjectMemory}
   */
  public byte[] read(Entry entry) throws IOException {
    byte[] content = pack.readBlob(rank(entry), entries);
    return checkObjects ? checked(id(entry), content) : content;
  }

  /** Opens a file's blob, of any size. */
  public Blob open(Entry entry) throws IOException {
    return pack.openBlob(rank(entry), entries);
  }

  private int rank(Entry entry) throws IOException {
    if (entry.absent() != null) {
      throw damaged(0, entry.absent(), "an object that the pack does not hold");
    }
    return entry.rank();
  }

  /** Closes the image and its storage; a second call does nothing. */
  @Override
  public void close() throws IOException {
    try (storage) {
      cache.clear();
      pack.close();
    }
  }
}
