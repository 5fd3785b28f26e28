package io.docteur.make;

import io.docteur.pack.ObjectId;
import io.docteur.pack.Pack;
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

/** A pack of a repository, from which entries can be copied as they are. */
final class SourcePack implements Closeable {
  private static final int CHECKSUM = ObjectId.LENGTH;
  private static final int BUFFER = 1 << 16;

  private final Storage packFile;
  private final Storage indexFile;
  private final PackIndex index;
  private final Pack pack;

  /** Where the entries of the pack start, ascending. */
  private long[] offsets;

  /** By entry in the order of {@link #offsets}, the object's number in the image, or -1. */
  private int[] objectsAt;

  /**
   * Opens a pack with an index of version 2.
   *
   * @param cacheBytes the budget of the pack's cache
   */
  SourcePack(Path indexPath, Path packPath, long cacheBytes, PackLimits limits) throws IOException {
    indexFile = Storage.open(indexPath, true);
    Storage opened = null;
    try {
      index = PackIndex.open(indexFile, 0);
      opened = Storage.open(packPath, true);
    } catch (IOException | RuntimeException e) {
      indexFile.close();
      throw e;
    }
    packFile = opened;
    ByteBoundedCache cache = new ByteBoundedCache(cacheBytes);
    pack = new Pack(packFile, 0, packFile.size() - CHECKSUM, index, cache, limits);
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

  /**
   * Learns which of the pack's objects are going to be in the image, before entries are copied.
   *
   * @param number the pack's number in origins
   */
  void learn(ObjectTable objects, int number) throws IOException {
    offsets = new long[index.count()];
    for (int rank = 0; rank < offsets.length; rank++) {
      offsets[rank] = index.offset(rank);
    }
    Arrays.sort(offsets);
    objectsAt = new int[offsets.length];
    Arrays.fill(objectsAt, PackedEntries.WHOLE);
    for (int object = 0; object < objects.count(); object++) {
      long origin = objects.origin(object);
      if (PackOrigin.isPacked(origin) && PackOrigin.pack(origin) == number) {
        objectsAt[Arrays.binarySearch(offsets, PackOrigin.offset(origin))] = object;
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

  /** Copies the zlib stream of the entry at an offset, after checking the whole entry's CRC. */
  void copy(long offset, ObjectId id, ObjectSource.ByteSink sink) throws IOException {
    int next = Arrays.binarySearch(offsets, offset) + 1;
    long end = next < offsets.length ? offsets[next] : packFile.size() - CHECKSUM;
    long dataOffset = pack.entry(offset).dataOffset();
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(0, end - offset))];
    packFile.read(offset, buffer, 0, (int) (dataOffset - offset));
    crc.update(buffer, 0, (int) (dataOffset - offset));
    for (long at = dataOffset; at < end; ) {
      int length = (int) Math.min(buffer.length, end - at);
      packFile.read(at, buffer, 0, length);
      crc.update(buffer, 0, length);
      sink.write(buffer, 0, length);
      at += length;
    }
    if ((int) crc.getValue() != index.crc32(index.rank(id))) {
      throw new FileSystemException(
          packFile.name(), null, "object " + id + " is damaged: its CRC-32 is not the index's");
    }
  }

  @Override
  public void close() throws IOException {
    try (packFile;
        indexFile) {
      pack.close();
    }
  }
}
