package io.docteur.image;

import io.docteur.DamagedImageException;
import io.docteur.layout.Trees;
import io.docteur.pack.Blobs;
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
import java.util.List;
import java.util.Optional;

/**
 * The parts of an image, none of its objects read yet: what {@link Image} mounts, and what can be
 * checked of an image that cannot be mounted. Thread-safe.
 */
public final class ImageParts implements Closeable {
  private final Storage storage;
  private final ByteBoundedCache cache;
  private final Header header;
  private final ObjectIndex index;
  private final PackIndexWriter.Entries entries;
  private final Pack pack;
  private final Blobs blobs;
  private final CarriedLayout carried;

  private ImageParts(Storage storage, ImageOptions options) throws IOException {
    this.storage = storage;
    this.cache = new ByteBoundedCache(Math.max(0, options.cacheBytes() - Pack.poolFootprint()));
    this.header = Header.read(storage);
    PackLimits limits = new PackLimits(options.maxObjectMemory(), options.spillDirectory());
    long packEnd = header.packEnd(storage);
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
      this.carried = CarriedLayout.read(storage, header.indexPosition(), stored.count(), cache);
    }
    this.pack =
        new Pack(
            storage, ImageFormat.PACK_START, packEnd, index, cache, limits, options.inflating());
    this.blobs = new Blobs(pack, entries, carried.entries(), carried.points());
  }

  /**
   * Opens the parts of an image. The storage is closed with them, also when opening fails.
   *
   * @throws DamagedImageException when it is no image, or when it has no index that can be used; in
   *     the mode {@link ImageOptions.Mode#ANALYZE}, when not all of the pack is sound
   */
  public static ImageParts open(Storage storage, ImageOptions options) throws IOException {
    try {
      return new ImageParts(storage, options);
    } catch (IOException | RuntimeException | Error e) {
      try {
        storage.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Returns the name of the file or device, for messages. */
  public String name() {
    return storage.name();
  }

  /** Returns the bytes of the file or device, which may be larger than the image. */
  public long length() {
    return storage.size();
  }

  /** Returns the byte position of the index, as the header records it. */
  public long indexPosition() {
    return header.indexPosition();
  }

  /** Returns the objects' index. */
  public ObjectIndex index() {
    return index;
  }

  /** Returns the blobs, each checked when it is read. */
  public Blobs blobs() {
    return blobs;
  }

  /** Returns the objects. */
  public Pack pack() {
    return pack;
  }

  /**
   * Returns the layout that the image carries; {@link ImageOptions.Mode#ANALYZE} looks for none.
   */
  public CarriedLayout carriedLayout() {
    return carried;
  }

  /** Returns the trees that the directories come from. */
  public Trees trees() {
    return new Trees(name(), ImageFormat.PACK_START, pack, index);
  }

  /** Returns what checks the pack's entries one by one. */
  public PackCheck packCheck() throws IOException {
    long packEnd = header.packEnd(storage);
    return new PackCheck(storage, ImageFormat.PACK_START, packEnd, pack, entries);
  }

  /**
   * Returns the position of the first byte that is of no part of the image and should be zero, as
   * far as the last block of the index reaches, or a negative number where there is none.
   *
   * @param packEnd the position behind the pack's checksum
   * @param stored the image's own index
   */
  public long strayByte(long packEnd, PackIndex stored) throws IOException {
    Padding padding = new Padding(storage);
    boolean told = carried.problem() != null;
    long stray =
        told ? Padding.NONE : padding.stray(packEnd, carried.parts(), header.indexPosition());
    if (stray != Padding.NONE) {
      return stray;
    }
    long end = header.indexPosition() + stored.length();
    long blockEnd = end + ImageFormat.padding(end, ImageFormat.DEFAULT_BLOCK_SIZE);
    return padding.stray(end, List.of(), Math.min(blockEnd, storage.size()));
  }

  ByteBoundedCache cache() {
    return cache;
  }

  /** Returns the id of the commit that is mounted: a tag in the header is followed to it. */
  public ObjectId commitId() throws IOException {
    ObjectId object = header.commitId();
    while (pack.type(index.offset(rank(object))) == ObjectType.TAG) {
      Optional<ObjectId> target = Tag.target(read(object, ObjectType.TAG));
      if (target.isEmpty()) {
        throw damaged(object, "badTag: a tag that names no object");
      }
      object = target.get();
    }
    return object;
  }

  /** Returns the commit with an id. */
  public Commit commit(ObjectId id) throws IOException {
    try {
      return Commit.parse(read(id, ObjectType.COMMIT));
    } catch (MalformedObjectException e) {
      throw damaged(id, e.getMessage());
    }
  }

  private byte[] read(ObjectId id, ObjectType type) throws IOException {
    byte[] content = pack.read(index.offset(rank(id)), type);
    if (!ObjectId.of(type, content).equals(id)) {
      throw damaged(id, "an object whose content is not what its id says");
    }
    return content;
  }

  /** Returns the rank of an object that has to be there. */
  int rank(ObjectId id) throws IOException {
    int rank = index.rank(id);
    if (rank < 0) {
      throw missing(id);
    }
    return rank;
  }

  DamagedImageException missing(ObjectId id) {
    return new DamagedImageException(
        name(), indexPosition(), id.toString(), "an object that the pack does not hold");
  }

  /** Returns damage of an object that is there. */
  DamagedImageException damaged(ObjectId id, String reason) throws IOException {
    long position = ImageFormat.PACK_START + index.offset(rank(id));
    return new DamagedImageException(name(), position, id.toString(), reason);
  }

  /** Closes the parts and their storage; a second call does nothing. */
  @Override
  public void close() throws IOException {
    try (storage) {
      cache.clear();
      blobs.close();
      pack.close();
    }
  }
}
