package io.docteur.pack;

import io.docteur.storage.ByteBoundedCache;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Reads the objects of a pack whose image tells of its entries: each entry of a chain is copied out
 * of the storage once and checked by its CRC-32, which covers its header, the distance to its base
 * and its stream. So no object needs to be hashed to know that it is the right one. Thread-safe.
 */
final class CheckedReader {
  private final PackBytes bytes;
  private final PackIndexWriter.Entries index;
  private final EntryTable table;
  private final ByteBoundedCache cache;
  private final InflaterPool pool;

  /** What an object, its bases and its deltas may take each. */
  private final long most;

  CheckedReader(
      PackBytes bytes,
      PackIndexWriter.Entries index,
      EntryTable table,
      ByteBoundedCache cache,
      InflaterPool pool,
      long maxHeap) {
    this.bytes = bytes;
    this.index = index;
    this.table = table;
    this.cache = cache;
    this.pool = pool;
    this.most = Math.min(maxHeap, PackLimits.STREAMED_SIZE - 1);
  }

  /** The entries from an object's own down to the one that nothing more is needed for. */
  private static final class Chain {
    private static final int FIRST_CAPACITY = 8;

    int[] ranks = new int[FIRST_CAPACITY];
    long[] offsets = new long[FIRST_CAPACITY];
    int[] lengths = new int[FIRST_CAPACITY];
    int count;

    /** The base of the last entry, which was in the cache; null when that is stored whole. */
    StoredObject cached;

    void add(int rank, long offset, int length) {
      if (count == ranks.length) {
        ranks = Arrays.copyOf(ranks, 2 * count);
        offsets = Arrays.copyOf(offsets, 2 * count);
        lengths = Arrays.copyOf(lengths, 2 * count);
      }
      ranks[count] = rank;
      offsets[count] = offset;
      lengths[count++] = length;
    }
  }

  /**
   * Returns an object, or null when it has to be read in another way: the image does not tell all
   * that is needed, or the object or what it is made from is large.
   *
   * @throws io.docteur.DamagedImageException when an entry is not what the index says
   */
  StoredObject read(int rank) throws IOException {
    long offset = index.offset(rank);
    StoredObject known = known(rank, offset);
    if (known != null) {
      return known;
    }
    Chain chain = chain(rank, offset);
    if (chain == null) {
      return null;
    }
    EntryInflater inflater = pool.take();
    try {
      return rebuild(chain, inflater);
    } finally {
      pool.giveBack(inflater);
    }
  }

  /**
   * Returns the zlib stream of a blob as it lies in the pack, or null when it is a delta, or when
   * it has to be read in another way.
   *
   * @throws io.docteur.DamagedImageException when the entry is not what the index says
   */
  byte[] deflatedBlob(int rank) throws IOException {
    if (EntryTable.base(table.row(rank)) != EntryTable.WHOLE) {
      return null;
    }
    Chain chain = chain(rank, index.offset(rank));
    if (chain == null) {
      return null;
    }
    byte[] stored = new byte[chain.lengths[0]];
    PackEntry entry = load(chain, 0, stored);
    int head = (int) (entry.dataOffset() - entry.offset());
    return entry.type() == ObjectType.BLOB ? Arrays.copyOfRange(stored, head, stored.length) : null;
  }

  /** Returns what the cache has, where that is known to be the object with a rank. */
  private StoredObject known(int rank, long offset) {
    return cache.get(bytes.start() + offset) instanceof StoredObject object
            && object.isKnownAs(rank)
        ? object
        : null;
  }

  private Chain chain(int rank, long offset) throws IOException {
    Chain chain = new Chain();
    int next = rank;
    long at = offset;
    while (true) {
      long row = table.row(next);
      long length = EntryTable.length(row);
      if (length == 0 || length > most || !bytes.holds(at, length)) {
        return null;
      }
      chain.add(next, at, (int) length);
      next = EntryTable.base(row);
      if (next == EntryTable.WHOLE) {
        return chain;
      }
      if (next < 0 || next >= index.count()) {
        return null;
      }
      long delta = at;
      at = index.offset(next);
      if (at >= delta) {
        return null; // a base lies before its delta, and so every chain ends
      }
      chain.cached = known(next, at);
      if (chain.cached != null) {
        chain.add(next, at, 0);
        return chain;
      }
    }
  }

  /** Rebuilds an object from its last base up. */
  private StoredObject rebuild(Chain chain, EntryInflater inflater) throws IOException {
    int i = chain.count - 1;
    StoredObject object = chain.cached != null ? chain.cached : whole(chain, i, inflater);
    while (object != null && --i >= 0) {
      object = apply(chain, i, object, inflater);
    }
    return object;
  }

  private StoredObject whole(Chain chain, int i, EntryInflater inflater) throws IOException {
    byte[] input = inflater.input(chain.lengths[i]);
    PackEntry entry = load(chain, i, input);
    if (entry.isDelta() || entry.size() > most) {
      return null;
    }
    byte[] content = new byte[(int) entry.size()];
    inflater.inflate(bytes, entry, input, chain.lengths[i], content);
    return keep(chain, i, entry.type(), content);
  }

  private StoredObject apply(Chain chain, int i, StoredObject base, EntryInflater inflater)
      throws IOException {
    byte[] input = inflater.input(chain.lengths[i]);
    PackEntry entry = load(chain, i, input);
    if (entry.base() != chain.offsets[i + 1] || entry.size() > most) {
      return null;
    }
    byte[] delta = inflater.room((int) entry.size());
    inflater.inflate(bytes, entry, input, chain.lengths[i], delta);
    try {
      HeapDelta instructions = new HeapDelta(delta, (int) entry.size());
      if (instructions.resultSize() > most) {
        return null;
      }
      return keep(chain, i, base.type(), instructions.apply(base.content()));
    } catch (MalformedObjectException e) {
      throw bytes.damaged(entry.offset(), index.id(chain.ranks[i]), e.getMessage());
    }
  }

  /** Copies an entry out of the storage, checks it and returns its header. */
  private PackEntry load(Chain chain, int i, byte[] input) throws IOException {
    long offset = chain.offsets[i];
    bytes.storage().read(bytes.start() + offset, input, 0, chain.lengths[i]);
    CRC32 crc = new CRC32();
    crc.update(input, 0, chain.lengths[i]);
    if ((int) crc.getValue() != index.crc32(chain.ranks[i])) {
      throw bytes.damaged(
          offset, index.id(chain.ranks[i]), "the CRC-32 of an entry is not what the index says");
    }
    return bytes.entry(offset, input, chain.lengths[i]);
  }

  private StoredObject keep(Chain chain, int i, ObjectType type, byte[] content) {
    StoredObject object = new StoredObject(type, content);
    object.setKnownAs(chain.ranks[i]);
    if (i > 0 || content.length <= Pack.SMALL_OBJECT) {
      cache.put(bytes.start() + chain.offsets[i], object, object.footprint());
    }
    return object;
  }
}
