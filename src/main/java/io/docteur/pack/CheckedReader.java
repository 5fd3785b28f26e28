package io.docteur.pack;

import io.docteur.storage.ByteBoundedCache;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Reads the objects of a pack whose image tells of its entries: each entry of a chain is copied out
 * of the storage once and checked by its CRC-32, which covers its header, the distance to its base
 * and its stream. So no object needs to be hashed to know that it is the right one. Thread-safe.
 *
 * <p>What is kept for the next object are the chain's whole base and its inflated deltas, not what
 * they make: applying a delta costs hardly more than copying, and a family of near-equal objects
 * takes little more of the cache than one of them. An object itself is kept when it is read again.
 */
final class CheckedReader {
  /**
   * What makes keys of ranks, beyond all positions: finding an offset costs more than the cache.
   */
  private static final long KEY_OF_RANK = 1L << 62;

  private final PackBytes bytes;
  private final PackIndexWriter.Entries index;
  private final EntryTable table;
  private final ByteBoundedCache cache;
  private final InflaterPool pool;
  private final RecentReads recent = new RecentReads();

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

  /**
   * Returns an object, or null when it has to be read in another way: the image does not tell all
   * that is needed, or the object or what it is made from is large.
   *
   * @throws io.docteur.DamagedImageException when an entry is not what the index says
   */
  StoredObject read(int rank) throws IOException {
    Object cached = cached(rank);
    if (cached instanceof StoredObject object && object.isKnownAs(rank)) {
      return object;
    }
    CheckedChain chain = chain(rank, index.offset(rank), cached);
    if (chain == null) {
      return null;
    }
    EntryInflater inflater = pool.take();
    try {
      StoredObject object = rebuild(chain, inflater);
      if (object != null && recent.add(rank) && object.content().length <= Pack.SMALL_OBJECT) {
        keep(rank, object);
      }
      return object;
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
    CheckedChain chain = chain(rank, index.offset(rank), null);
    if (chain == null) {
      return null;
    }
    byte[] stored = new byte[chain.length(0)];
    PackEntry entry = load(chain, 0, stored);
    int head = (int) (entry.dataOffset() - entry.offset());
    return entry.type() == ObjectType.BLOB ? Arrays.copyOfRange(stored, head, stored.length) : null;
  }

  private Object cached(int rank) {
    return cache.get(KEY_OF_RANK | rank);
  }

  private void keep(int rank, StoredObject object) {
    cache.put(KEY_OF_RANK | rank, object, object.footprint());
  }

  /** Returns the entries that make an object, or null when not all of them are told. */
  private CheckedChain chain(int rank, long offset, Object cached) throws IOException {
    CheckedChain chain = new CheckedChain();
    int next = rank;
    long at = offset;
    Object found = cached;
    while (true) {
      if (found instanceof StoredObject object && object.isKnownAs(next)) {
        chain.end(object, next, at);
        return chain;
      }
      if (found instanceof StoredDelta delta && delta.rank() == next) {
        chain.add(delta, at);
        next = delta.base();
        at = delta.baseOffset();
      } else {
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
        long delta = at;
        at = next < 0 || next >= index.count() ? Long.MAX_VALUE : index.offset(next);
        if (at >= delta) {
          return null; // a base lies before its delta, and so every chain ends
        }
      }
      found = cached(next);
    }
  }

  /** Rebuilds an object from its last base up; null when anything is large or not as was told. */
  private StoredObject rebuild(CheckedChain chain, EntryInflater inflater) throws IOException {
    StoredObject object = chain.object() != null ? chain.object() : whole(chain, inflater);
    if (object == null || chain.last() == 0) {
      return object;
    }
    byte[] content = object.content();
    int length = content.length;
    for (int i = chain.last() - 1; i >= 0; i--) {
      try {
        HeapDelta delta = delta(chain, i, inflater);
        if (delta == null || delta.resultSize() > most) {
          return null;
        }
        int size = (int) delta.resultSize();
        byte[] result = i == 0 ? new byte[size] : inflater.between(i, size);
        delta.apply(content, length, result);
        content = result;
        length = size;
      } catch (MalformedObjectException e) {
        throw bytes.damaged(chain.offset(i), index.id(chain.rank(i)), e.getMessage());
      }
    }
    return new StoredObject(object.type(), content, chain.rank(0));
  }

  private StoredObject whole(CheckedChain chain, EntryInflater inflater) throws IOException {
    int i = chain.last();
    byte[] input = inflater.input(chain.length(i));
    PackEntry entry = load(chain, i, input);
    if (entry.isDelta() || entry.size() > most) {
      return null;
    }
    byte[] content = new byte[(int) entry.size()];
    inflater.inflate(bytes, entry, input, chain.length(i), content);
    StoredObject object = new StoredObject(entry.type(), content, chain.rank(i));
    if (i > 0) {
      keep(chain.rank(i), object);
    }
    return object;
  }

  /** Returns the delta of an entry; null when it is large or against another base than was told. */
  private HeapDelta delta(CheckedChain chain, int i, EntryInflater inflater) throws IOException {
    if (chain.delta(i) != null) {
      byte[] delta = chain.delta(i).bytes();
      return new HeapDelta(delta, delta.length);
    }
    byte[] input = inflater.input(chain.length(i));
    PackEntry entry = load(chain, i, input);
    if (entry.base() != chain.offset(i + 1) || entry.size() > most) {
      return null;
    }
    int size = (int) entry.size();
    byte[] delta = i == 0 ? inflater.room(size) : new byte[size];
    inflater.inflate(bytes, entry, input, chain.length(i), delta);
    if (i > 0) {
      StoredDelta stored =
          new StoredDelta(chain.rank(i), chain.rank(i + 1), chain.offset(i + 1), delta);
      cache.put(KEY_OF_RANK | chain.rank(i), stored, stored.footprint());
    }
    return new HeapDelta(delta, size);
  }

  /** Copies an entry out of the storage, checks it and returns its header. */
  private PackEntry load(CheckedChain chain, int i, byte[] input) throws IOException {
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
}
