package io.docteur.pack;

import io.docteur.storage.CachedBytes;
import io.docteur.storage.SegmentCache;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The entries of a pack whose image tells how long they are and what they are deltas against: each
 * is copied out of the storage once and checked by its CRC-32. Thread-safe.
 */
final class CheckedEntries {
  /**
   * What makes keys of ranks, beyond all positions: finding an offset costs more than the cache.
   */
  private static final long KEY_OF_RANK = 1L << 62;

  private final PackBytes bytes;
  private final PackIndexWriter.Entries index;
  private final EntryTable table;
  private final SegmentCache cache;

  /** What an object, its bases and its deltas may take each. */
  private final long most;

  CheckedEntries(
      PackBytes bytes,
      PackIndexWriter.Entries index,
      EntryTable table,
      SegmentCache cache,
      long maxHeap) {
    this.bytes = bytes;
    this.index = index;
    this.table = table;
    this.cache = cache;
    this.most = Math.min(maxHeap, PackLimits.STREAMED_SIZE - 1);
  }

  /** Tells whether an object, a base or a delta of a size is read here at all. */
  boolean admits(long size) {
    return size <= most;
  }

  /** Returns what an object is kept by in the cache. */
  static long key(int rank) {
    return KEY_OF_RANK | rank;
  }

  /** Returns the entries that make an object, or null when not all of them are told. */
  CheckedChain chain(int rank) throws IOException {
    CheckedChain chain = new CheckedChain();
    boolean told = false;
    try {
      told = follow(chain, rank);
    } finally {
      if (!told) {
        chain.close();
      }
    }
    return told ? chain : null;
  }

  private boolean follow(CheckedChain chain, int rank) throws IOException {
    int next = rank;
    long at = -1;
    while (true) {
      CachedBytes found = cache.get(key(next));
      if (found != null && found.tag() instanceof ObjectType) {
        chain.end(found, next, at);
        return true;
      }
      at = at < 0 ? index.offset(next) : at;
      if (found != null) {
        chain.addDelta(found, next, at);
        DeltaBase base = (DeltaBase) found.tag();
        next = base.rank();
        at = base.offset();
        continue;
      }
      long row = table.row(next);
      if (!add(chain, next, at, row)) {
        return false;
      }
      next = EntryTable.base(row);
      if (next == EntryTable.WHOLE) {
        return true;
      }
      long delta = at;
      at = next < 0 || next >= index.count() ? Long.MAX_VALUE : index.offset(next);
      if (at >= delta) {
        return false; // a base lies before its delta, and so every chain ends
      }
    }
  }

  /** Adds an entry that has to be loaded; tells whether the image tells how long it is. */
  private boolean add(CheckedChain chain, int rank, long offset, long row) {
    long length = EntryTable.length(row);
    boolean told = length > 0 && admits(length) && bytes.holds(offset, length);
    if (told) {
      chain.add(rank, offset, (int) length);
    }
    return told;
  }

  /** Copies an entry out of the storage, checks it and returns its header. */
  PackEntry load(CheckedChain chain, int i, byte[] input) throws IOException {
    long offset = chain.offset(i);
    int length = chain.length(i);
    bytes.storage().read(bytes.start() + offset, input, 0, length);
    CRC32 crc = new CRC32();
    crc.update(input, 0, length);
    if ((int) crc.getValue() != index.crc32(chain.rank(i))) {
      throw bytes.damaged(
          offset, index.id(chain.rank(i)), "the CRC-32 of an entry is not what the index says");
    }
    return bytes.entry(offset, input, length);
  }

  /**
   * Returns the zlib stream of a blob as it lies in the pack, or null when it is a delta, or when
   * it has to be read in another way.
   *
   * @throws io.docteur.DamagedImageException when the entry is not what the index says
   */
  byte[] deflatedBlob(int rank) throws IOException {
    long row = table.row(rank);
    CheckedChain chain = new CheckedChain();
    if (EntryTable.base(row) != EntryTable.WHOLE || !add(chain, rank, index.offset(rank), row)) {
      return null;
    }
    byte[] stored = new byte[chain.length(0)];
    PackEntry entry = load(chain, 0, stored);
    int head = (int) (entry.dataOffset() - entry.offset());
    return entry.type() == ObjectType.BLOB ? Arrays.copyOfRange(stored, head, stored.length) : null;
  }
}
