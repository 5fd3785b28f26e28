package io.docteur.make;

import io.docteur.DamagedImageException;
import io.docteur.image.ImageFormat;
import io.docteur.image.ImageOptions;
import io.docteur.image.ImageParts;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import io.docteur.pack.Pack;
import io.docteur.pack.PackCheck;
import io.docteur.pack.PackEntry;
import io.docteur.pack.PackIndex;
import io.docteur.pack.PackLimits;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/** A pack of a repository or of a former image, from which entries can be copied as they are. */
final class SourcePack implements Closeable {
  private static final int CHECKSUM = ObjectId.LENGTH;
  private static final int BUFFER = 1 << 16;

  private final Storage storage;

  /** Where the pack starts in the storage, and where its last entry ends. */
  private final long start;

  private final long end;
  private final PackIndex index;
  private final Pack pack;

  /** Where the large blobs of a former image can be entered, or null. */
  private final EntryPoints points;

  private final boolean former;
  private final Closeable owner;

  /** Where the entries of the pack start, ascending. */
  private long[] offsets;

  /** By entry in the order of {@link #offsets}, the object's number in the image, or -1. */
  private int[] objectsAt;

  private SourcePack(
      Storage storage,
      long start,
      long end,
      PackIndex index,
      Pack pack,
      EntryPoints points,
      boolean former,
      Closeable owner) {
    this.storage = storage;
    this.start = start;
    this.end = end;
    this.index = index;
    this.pack = pack;
    this.points = points;
    this.former = former;
    this.owner = owner;
  }

  /**
   * Opens a pack of a repository, with an index of version 2.
   *
   * @param cacheBytes the budget of the pack's cache
   */
  static SourcePack open(Path indexPath, Path packPath, long cacheBytes, PackLimits limits)
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
      return new SourcePack(packFile, 0, end, index, pack, null, false, owner);
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
  static SourcePack ofImage(Path image) throws IOException {
    Storage storage = Storage.open(image, true);
    ImageParts parts = ImageParts.open(storage, ImageOptions.defaults());
    try {
      PackIndex index = (PackIndex) parts.index(); // as it is stored, for nothing else was asked
      PackCheck check = parts.packCheck();
      int count = check.count();
      long end = count == 0 ? PackCheck.firstOffset() : check.check(count - 1);
      ObjectId trailer = check.trailer(end);
      if (trailer == null || index.difference(trailer) >= 0) {
        throw new DamagedImageException(
            parts.name(), parts.indexPosition(), null, "the index is not that of the pack");
      }
      return new SourcePack(
          storage,
          ImageFormat.PACK_START,
          ImageFormat.PACK_START + end,
          index,
          parts.pack(),
          parts.carriedLayout().points(),
          true,
          parts);
    } catch (IOException | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Tells whether it is the pack of a former image. */
  boolean isFormer() {
    return former;
  }

  /** Returns where an object's entry starts, or -1 when the pack does not hold it. */
  long find(ObjectId id) throws IOException {
    int rank = index.rank(id);
    return rank < 0 ? -1 : index.offset(rank);
  }

  /** Returns the objects. */
  Pack pack() {
    return pack;
  }

  /** Learns which of the pack's objects are going to be in the image, before any is copied. */
  void learn(ObjectTable objects) throws IOException {
    offsets = new long[index.count()];
    for (int rank = 0; rank < offsets.length; rank++) {
      offsets[rank] = index.offset(rank);
    }
    Arrays.sort(offsets);
    objectsAt = new int[offsets.length];
    Arrays.fill(objectsAt, PackedEntries.WHOLE);
    for (int object = 0; object < objects.count(); object++) {
      long offset = find(objects.id(object));
      if (offset >= 0) {
        objectsAt[Arrays.binarySearch(offsets, offset)] = object;
      }
    }
  }

  /** Returns how the object at an offset is stored. */
  StoredEntry stored(long offset) throws IOException {
    PackEntry entry = pack.entry(offset);
    int at = entry.isDelta() ? Arrays.binarySearch(offsets, entry.base()) : -1;
    return new StoredEntry(
        entry.isDelta(), at < 0 ? PackedEntries.WHOLE : objectsAt[at], entry.size());
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
    int next = Arrays.binarySearch(offsets, offset) + 1;
    long entryEnd = next < offsets.length ? start + offsets[next] : end;
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
    if ((int) crc.getValue() != index.crc32(index.rank(id))) {
      throw damaged(offset, id);
    }
  }

  private IOException damaged(long offset, ObjectId id) {
    String reason = "the CRC-32 of an entry is not what the index says";
    return former
        ? new DamagedImageException(storage.name(), start + offset, id.toString(), reason)
        : new FileSystemException(storage.name(), null, "object " + id + " is damaged: " + reason);
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }
}
