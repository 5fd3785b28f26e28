package io.docteur.make.source;

import io.docteur.DamagedImageException;
import io.docteur.image.ImageFormat;
import io.docteur.image.ImageOptions;
import io.docteur.image.ImageParts;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectSizes;
import io.docteur.pack.ObjectType;
import io.docteur.pack.Pack;
import io.docteur.pack.PackCheck;
import io.docteur.pack.PackEntry;
import io.docteur.pack.PackIndex;
import io.docteur.pack.PackLimits;
import io.docteur.pack.PackOrder;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.zip.CRC32;

/** A pack of a repository or of a former image, from which entries can be copied as they are. */
public final class SourcePack implements Closeable {
  private static final int CHECKSUM = ObjectId.LENGTH;
  private static final int BUFFER = 1 << 16;

  private final Storage storage;

  /** Where the pack starts in the storage, and where its last entry ends. */
  private final long start;

  private final long end;
  private final PackIndex index;
  private final Pack pack;

  /** What is known of how large the objects are, or null. */
  private final ObjectSizes sizes;

  /** Where the large blobs of a former image can be entered, or null. */
  private final EntryPoints points;

  /** The root tree of a former image, or null. */
  private final ObjectId rootTree;

  private final Closeable owner;

  private PackOrder order;

  /** By entry in the order of the pack, the object's number in the image, or -1. */
  private int[] objectsAt;

  private SourcePack(
      Storage storage,
      long start,
      long end,
      PackIndex index,
      Pack pack,
      ObjectSizes sizes,
      EntryPoints points,
      ObjectId rootTree,
      Closeable owner) {
    this.storage = storage;
    this.start = start;
    this.end = end;
    this.index = index;
    this.pack = pack;
    this.sizes = sizes;
    this.points = points;
    this.rootTree = rootTree;
    this.owner = owner;
  }

  /**
   * Opens a pack of a repository, with an index of version 2.
   *
   * @param sizes how large its objects are, or null where that is not known
   * @param cacheBytes the budget of the pack's cache
   */
  static SourcePack open(
      Path indexPath, Path packPath, ObjectSizes sizes, long cacheBytes, PackLimits limits)
      throws IOException {
    Storage indexFile = Storage.open(indexPath, true);
    try {
      PackIndex index = PackIndex.open(indexFile, 0);
      Storage packFile = Storage.open(packPath, true);
      ByteBoundedCache cache = new ByteBoundedCache(cacheBytes);
      long end = packFile.size() - CHECKSUM;
      Pack pack = new Pack(packFile, 0, end, index, cache, limits);
      Closeable owner =
          () -> {
            try (packFile;
                indexFile) {
              pack.close();
            }
          };
      return new SourcePack(packFile, 0, end, index, pack, sizes, null, null, owner);
    } catch (IOException | RuntimeException e) {
      indexFile.close();
      throw e;
    }
  }

  /**
   * Opens the pack of an image. Its index is checked: each entry that is taken from it is checked
   * by that when it is copied.
   *
   * @throws DamagedImageException when it is no image, or a damaged one
   */
  public static SourcePack ofImage(Path image) throws IOException {
    Storage storage = Storage.open(image, true);
    ImageParts parts = ImageParts.open(storage, ImageOptions.defaults());
    try {
      PackIndex index = (PackIndex) parts.index(); // as it is stored, for nothing else was asked
      PackCheck check = parts.packCheck();
      int count = check.count();
      long end = count == 0 ? PackCheck.firstOffset() : check.check(count - 1);
      ObjectId trailer = check.trailer(end);
      if (trailer == null || !isOfPack(index, trailer)) {
        throw new DamagedImageException(
            parts.name(), parts.indexPosition(), null, "the index is not that of the pack");
      }
      return new SourcePack(
          storage,
          ImageFormat.PACK_START,
          ImageFormat.PACK_START + end,
          index,
          parts.pack(),
          null,
          parts.carriedLayout().points(),
          parts.commit(parts.commitId()).tree(),
          parts);
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Tells whether an index is as git writes it for the pack with a checksum. */
  private static boolean isOfPack(PackIndex index, ObjectId checksum) throws IOException {
    try {
      return index.difference(checksum) < 0;
    } catch (IllegalArgumentException e) {
      return false; // its ids are not in order
    }
  }

  /** Tells whether it is the pack of a former image. */
  boolean isFormer() {
    return rootTree != null;
  }

  /** Returns the root tree of a former image. */
  ObjectId rootTree() {
    return rootTree;
  }

  /** Returns where an object's entry starts, or -1 when the pack does not hold it. */
  long find(ObjectId id) throws IOException {
    int rank = index.rank(id);
    return rank < 0 ? -1 : index.offset(rank);
  }

  /** Returns the size in bytes of the object whose entry starts at an offset. */
  long size(long offset) throws IOException {
    return sizes == null ? pack.size(offset) : sizes.at(offset);
  }

  /** Returns the objects. */
  Pack pack() {
    return pack;
  }

  /**
   * Returns the entries of a tree that the pack holds.
   *
   * @throws DamagedImageException when it is no sound tree
   */
  List<TreeEntry> tree(ObjectId id) throws IOException {
    long offset = find(id);
    try {
      byte[] content = pack.read(offset, ObjectType.TREE);
      if (ObjectId.of(ObjectType.TREE, content).equals(id)) {
        return TreeEntry.entries(content);
      }
    } catch (MalformedObjectException e) {
      throw new DamagedImageException(
          storage.name(), start + offset, id.toString(), e.getMessage(), e);
    }
    throw new DamagedImageException(
        storage.name(), start + offset, id.toString(), "a tree that is not what its id says");
  }

  /**
   * Learns which of the pack's objects are going to be in the image, before any is copied.
   *
   * @param known by object its offset, or -1 where it is not known
   */
  void learn(ObjectTable objects, IntToLongFunction known) throws IOException {
    order = PackOrder.of(index);
    checkPositions();
    objectsAt = new int[order.count()];
    Arrays.fill(objectsAt, StoredEntry.NO_BASE);
    for (int object = 0; object < objects.count(); object++) {
      long offset = known.applyAsLong(object);
      if (offset < 0) {
        offset = find(objects.id(object));
      }
      if (offset >= 0) {
        objectsAt[order.numberAt(offset)] = object;
      }
    }
  }

  /** The content of another object has the CRC-32 that the index says of it. */
  private void checkPositions() throws FileSystemException {
    for (int number = 1; number < order.count(); number++) {
      if (order.offset(number) == order.offset(number - 1)) {
        String reason = "damaged: the index lists two objects at one position";
        throw new FileSystemException(storage.name(), null, reason);
      }
    }
  }

  /** Returns the number in the image of the object whose entry starts at an offset, or -1. */
  int objectAt(long offset) {
    int number = order.numberAt(offset);
    return number < 0 ? StoredEntry.NO_BASE : objectsAt[number];
  }

  /** Returns how the object at an offset is stored. */
  StoredEntry stored(long offset) throws IOException {
    PackEntry entry = pack.entry(offset);
    int base = entry.isDelta() ? objectAt(entry.base()) : StoredEntry.NO_BASE;
    return new StoredEntry(entry.isDelta(), base, entry.size());
  }

  /** Returns the steps of a blob of that size, if they are as long as those made now; or null. */
  EntryPoints.Steps steps(ObjectId id, long size) throws IOException {
    EntryPoints.Steps steps = points == null ? null : points.steps(index.rank(id));
    boolean same = steps != null && steps.size() == size && steps.length() == EntryPoints.STEP;
    return same ? steps : null;
  }

  /**
   * Copies the zlib stream of the entry at an offset.
   *
   * @throws FileSystemException when the whole entry has not the CRC-32 that the index says; of an
   *     image it is a {@link DamagedImageException}
   */
  void copy(long offset, ObjectId id, ObjectSource.ByteSink sink) throws IOException {
    int number = order.numberAt(offset);
    long entryEnd = number + 1 < order.count() ? start + order.offset(number + 1) : end;
    long dataStart = start + pack.entry(offset).dataOffset();
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(0, entryEnd - start - offset))];
    int header = (int) (dataStart - start - offset);
    storage.read(start + offset, buffer, 0, header);
    crc.update(buffer, 0, header);
    for (long at = dataStart; at < entryEnd; ) {
      int length = (int) Math.min(buffer.length, entryEnd - at);
      storage.read(at, buffer, 0, length);
      crc.update(buffer, 0, length);
      sink.write(buffer, 0, length);
      at += length;
    }
    if ((int) crc.getValue() != index.crc32(order.rank(number))) {
      throw damaged(offset, id);
    }
  }

  private IOException damaged(long offset, ObjectId id) {
    String reason = "the CRC-32 of an entry is not what the index says";
    return isFormer()
        ? new DamagedImageException(storage.name(), start + offset, id.toString(), reason)
        : new FileSystemException(storage.name(), null, "object " + id + " is damaged: " + reason);
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }
}
