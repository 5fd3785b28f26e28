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
 * they make: a family of near-equal objects takes little more of the cache than one of them. Where
 * many versions lie side by side, a walk comes by the same base once a version: what an object is
 * directly against is kept too when it is needed again, and an object when it is read again.
 */
final class CheckedReader {
  /**
   * What makes keys of ranks, beyond all positions: finding an offset costs more than the cache.
   */
  private static final long KEY_OF_RANK = 1L << 62;

  private static final byte[] NO_BUFFER = {};

  private final PackBytes bytes;
  private final PackIndexWriter.Entries index;
  private final EntryTable table;
  private final ByteBoundedCache cache;
  private final InflaterPool pool;
  private final RecentReads recent = new RecentReads();
  private final LentBuffers buffers = new LentBuffers(InflaterPool.MOST_KEPT);

  /** What an object, its bases and its deltas may take each. */
  private final long most;

  /** An object in the first bytes of an array, which has just its length if it may be kept. */
  private record Made(ObjectType type, byte[] content, int length) {
    static Made of(StoredObject object) {
      return new Made(object.type(), object.content(), object.content().length);
    }
  }

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
      Made made = rebuild(chain, inflater, NO_BUFFER);
      return made == null ? null : object(rank, made, recent.add(rank));
    } finally {
      pool.giveBack(inflater);
    }
  }

  /**
   * Opens a blob, or returns null when it has to be read in another way. What was not read before
   * lies in a buffer that goes round.
   *
   * @throws io.docteur.DamagedImageException when an entry is not what the index says, or no blob's
   */
  Blob open(int rank) throws IOException {
    Object cached = cached(rank);
    if (cached instanceof StoredObject object && object.isKnownAs(rank)) {
      checkBlob(rank, object.type());
      return new HeapBlob(object.content());
    }
    CheckedChain chain = chain(rank, index.offset(rank), cached);
    if (chain == null) {
      return null;
    }
    boolean again = recent.add(rank);
    EntryInflater inflater = pool.take();
    byte[] buffer = again ? null : buffers.take();
    try {
      Made made = rebuild(chain, inflater, buffer == null ? NO_BUFFER : buffer);
      if (made == null) {
        return null;
      }
      checkBlob(rank, made.type());
      if (made.content() != buffer) {
        return new HeapBlob(object(rank, made, again).content());
      }
      buffer = null;
      return new LentBlob(buffers, made.content(), made.length());
    } finally {
      if (buffer != null) {
        buffers.giveBack(buffer);
      }
      pool.giveBack(inflater);
    }
  }

  /**
   * Demands that an object is a blob.
   *
   * @throws io.docteur.DamagedImageException when it is none
   */
  void checkBlob(int rank, ObjectType type) throws IOException {
    if (type != ObjectType.BLOB) { // whoever reads from the cache has not looked for the offset
      bytes.checkType(index.offset(rank), type, ObjectType.BLOB);
    }
  }

  /** Returns what was made, and keeps it when it is wanted again. */
  private StoredObject object(int rank, Made made, boolean again) {
    StoredObject object = new StoredObject(made.type(), made.content(), rank);
    if (again && made.length() <= Pack.SMALL_OBJECT) {
      keep(rank, object);
    }
    return object;
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

  /**
   * Rebuilds an object from its last base up; null when anything is large or not as was told.
   *
   * @param buffer where the object goes if it fits
   */
  private Made rebuild(CheckedChain chain, EntryInflater inflater, byte[] buffer)
      throws IOException {
    Made made = chain.object() == null ? whole(chain, inflater, buffer) : Made.of(chain.object());
    for (int i = chain.last() - 1; made != null && i >= 0; i--) {
      made = applied(chain, i, made, inflater, buffer);
    }
    return made;
  }

  private Made applied(CheckedChain chain, int i, Made base, EntryInflater inflater, byte[] buffer)
      throws IOException {
    try {
      HeapDelta delta = delta(chain, i, inflater);
      if (delta == null || delta.resultSize() > most) {
        return null;
      }
      int size = (int) delta.resultSize();
      boolean again = i == 1 && size <= Pack.SMALL_OBJECT && recent.add(chain.rank(i));
      byte[] result =
          again ? new byte[size] : i > 0 ? inflater.between(i, size) : room(buffer, size);
      delta.apply(base.content(), base.length(), result);
      if (again) {
        keep(chain.rank(i), new StoredObject(base.type(), result, chain.rank(i)));
      }
      return new Made(base.type(), result, size);
    } catch (MalformedObjectException e) {
      throw bytes.damaged(chain.offset(i), index.id(chain.rank(i)), e.getMessage());
    }
  }

  private static byte[] room(byte[] buffer, int size) {
    return size <= buffer.length ? buffer : new byte[size];
  }

  private Made whole(CheckedChain chain, EntryInflater inflater, byte[] buffer) throws IOException {
    int i = chain.last();
    byte[] input = inflater.input(chain.length(i));
    PackEntry entry = load(chain, i, input);
    if (entry.isDelta() || entry.size() > most) {
      return null;
    }
    int size = (int) entry.size();
    byte[] content = i == 0 ? room(buffer, size) : new byte[size];
    inflater.inflate(bytes, entry, input, chain.length(i), content);
    if (i > 0) {
      keep(chain.rank(i), new StoredObject(entry.type(), content, chain.rank(i)));
    }
    return new Made(entry.type(), content, size);
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
