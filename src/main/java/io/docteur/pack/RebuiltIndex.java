package io.docteur.pack;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.IOException;

/**
 * An index made from the pack alone, for an image whose own is lost or not to be trusted: every
 * object is inflated and hashed. It takes 36 bytes an object on the heap. Immutable.
 *
 * <p>It can be written as it is: {@link PackIndexWriter#write}.
 */
public final class RebuiltIndex implements ObjectIndex, PackIndexWriter.Entries {
  private final IdTable ids;
  private final long[] offsets;
  private final int[] crcs;
  private final long trailer;

  /** The offsets and CRC-32s are in the pack's order; each id's number is its place there. */
  RebuiltIndex(IdTable ids, long[] offsets, int[] crcs, long trailer) {
    this.ids = ids;
    this.offsets = offsets;
    this.crcs = crcs;
    this.trailer = trailer;
  }

  /**
   * Scans and hashes a whole pack.
   *
   * @param start the position of the pack's first byte in the storage
   * @param end a position that no entry's bytes reach past; more may lie before it than the pack
   * @param cache keeps bases, as for {@link Pack}; the larger, the fewer are rebuilt twice
   * @param limits how large an object may become on the heap
   * @throws io.docteur.DamagedImageException when not all of it is sound, or a base is missing
   * @throws java.nio.file.FileSystemException when the pack is of more than 2,147,483,647 objects,
   *     or an object needs a temporary file and may not have it
   * @throws IOException when the storage cannot be read
   */
  public static RebuiltIndex of(
      Storage storage, long start, long end, ByteBoundedCache cache, PackLimits limits)
      throws IOException {
    try (PackIndexer indexer = new PackIndexer()) {
      indexer.scan(storage, start, end);
      indexer.open(storage, start, cache, limits);
      try (PackIndexer.Hasher hasher = indexer.hasher()) {
        for (int family = 0; family < indexer.families(); family++) {
          hasher.hash(family);
        }
      }
      return indexer.index();
    }
  }

  /** Returns the offset of the pack's trailer, its SHA-1: where the last entry ends. */
  public long trailer() {
    return trailer;
  }

  @Override
  public int count() {
    return ids.size();
  }

  @Override
  public int rank(ObjectId id) {
    int rank = ids.ceiling(id);
    return ids.is(rank, id) ? rank : -1;
  }

  @Override
  public ObjectId id(int rank) {
    return ids.id(rank);
  }

  @Override
  public long offset(int rank) {
    return offsets[ids.value(rank)];
  }

  @Override
  public int crc32(int rank) {
    return crcs[ids.value(rank)];
  }
}
