package io.docteur.pack;

import io.docteur.DamagedImageException;
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
 * many versions lie side by side, a walk comes by the same bases once a version: what lies between
 * is kept too when it is made again, and an object when it is read again.
 */
final class CheckedReader {
  /**
   * What makes keys of ranks, beyond all positions: finding an offset costs more than the cache.
   */
  private static final long KEY_OF_RANK = 1L << 62;

  /** Below this the end of a buffer, which inflates slower without room behind it, costs more. */
  static final int LEAST_DEFERRED = 4 << 10;

  /** Opens a blob in another way. */
  interface Otherwise {
    Blob open(int rank) throws IOException;
  }

  private final PackBytes bytes;
  private final PackIndexWriter.Entries index;
  private final EntryTable table;
  private final ByteBoundedCache cache;
  private final InflaterPool pool;
  private final Otherwise otherwise;
  private final RecentReads recent = new RecentReads();
  private final LentBuffers buffers = new LentBuffers(InflaterPool.MOST_KEPT);

  /** What an object, its bases and its deltas may take each. */
  private final long most;

  /** An object somewhere in an array, which has just its length if it may be kept. */
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
      long maxHeap,
      Otherwise otherwise) {
    this.bytes = bytes;
    this.index = index;
    this.table = table;
    this.cache = cache;
    this.pool = pool;
    this.otherwise = otherwise;
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
      Made made = rebuild(chain, inflater, Room.NONE);
      return made == null ? null : object(rank, made, recent.add(rank));
    } finally {
      pool.giveBack(inflater);
    }
  }

  /**
   * Opens a blob. What was not read before is rebuilt when it is read, or lies in a buffer that
   * goes round.
   *
   * @param size what the image tells of its size, or -1
   * @throws io.docteur.DamagedImageException when an entry is not what the index says, or no
   *     blob's, and when it has another size
   */
  Blob open(int rank, long size) throws IOException {
    return ofSize(size, rank, opened(rank, size));
  }

  private Blob ofSize(long size, int rank, Blob blob) throws IOException {
    if (size >= 0 && blob.size() != size) {
      blob.close();
      throw otherSize(rank, blob.size(), size);
    }
    return blob;
  }

  private Blob opened(int rank, long size) throws IOException {
    Object cached = cached(rank);
    if (cached instanceof StoredObject object && object.isKnownAs(rank)) {
      checkBlob(rank, object.type());
      return new HeapBlob(object.content());
    }
    CheckedChain chain = chain(rank, index.offset(rank), cached);
    if (chain == null) {
      return otherwise.open(rank);
    }
    boolean again = recent.add(rank);
    if (!again && size >= LEAST_DEFERRED && size <= most) {
      return new DeferredBlob(this, chain, (int) size);
    }
    return rebuilt(chain, again);
  }

  /** Rebuilds a blob; what it holds is released when it is closed. */
  private Blob rebuilt(CheckedChain chain, boolean again) throws IOException {
    EntryInflater inflater = pool.take();
    byte[] buffer = again ? null : buffers.take();
    try {
      Made made = rebuild(chain, inflater, buffer == null ? Room.NONE : Room.of(buffer));
      if (made == null) {
        return otherwise.open(chain.rank(0));
      }
      checkBlob(chain.rank(0), made.type());
      if (made.content() != buffer) {
        return new HeapBlob(object(chain.rank(0), made, again).content());
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
   * Rebuilds a blob that was deferred.
   *
   * @throws io.docteur.DamagedImageException as {@link #open} has it
   */
  Blob rebuilt(CheckedChain chain, int size) throws IOException {
    return ofSize(size, chain.rank(0), rebuilt(chain, false));
  }

  /**
   * Rebuilds a blob that was deferred in a room of just its size; false when it has to be read in
   * another way.
   *
   * @throws io.docteur.DamagedImageException as {@link #open} has it; the room may then hold
   *     anything
   */
  boolean rebuild(CheckedChain chain, Room room) throws IOException {
    EntryInflater inflater = pool.take();
    try {
      Made made = rebuild(chain, inflater, room);
      if (made == null) {
        return false;
      }
      checkBlob(chain.rank(0), made.type());
      if (made.length() != room.to() - room.from()) {
        throw otherSize(chain.rank(0), made.length(), room.to() - room.from());
      }
      return true;
    } finally {
      pool.giveBack(inflater);
    }
  }

  private DamagedImageException otherSize(int rank, long actual, long told) throws IOException {
    return bytes.damaged(
        index.offset(rank),
        index.id(rank),
        "a blob of " + actual + " bytes, of which the image tells " + told);
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
   * @param room where the object goes if it fits
   */
  private Made rebuild(CheckedChain chain, EntryInflater inflater, Room room) throws IOException {
    try {
      Made made = chain.object() == null ? whole(chain, inflater, room) : Made.of(chain.object());
      for (int i = chain.last() - 1; made != null && i >= 0; i--) {
        made = applied(chain, i, made, inflater, room);
      }
      return made;
    } catch (DamagedImageException e) {
      throw e.of(index.id(chain.rank(0)).toString());
    }
  }

  private Made applied(CheckedChain chain, int i, Made base, EntryInflater inflater, Room room)
      throws IOException {
    try {
      HeapDelta delta = delta(chain, i, inflater);
      if (delta == null || delta.resultSize() > most) {
        return null;
      }
      int size = (int) delta.resultSize();
      boolean again = i > 0 && size <= Pack.SMALL_OBJECT && recent.add(chain.rank(i));
      Room result =
          again
              ? Room.of(new byte[size])
              : i > 0 ? Room.of(inflater.between(i, size)) : room.orFresh(size);
      delta.apply(base.content(), base.length(), result.array(), result.from());
      if (again) {
        keep(chain.rank(i), new StoredObject(base.type(), result.array(), chain.rank(i)));
      }
      return new Made(base.type(), result.array(), size);
    } catch (MalformedObjectException e) {
      throw bytes.damaged(chain.offset(i), index.id(chain.rank(i)), e.getMessage());
    }
  }

  private Made whole(CheckedChain chain, EntryInflater inflater, Room room) throws IOException {
    int i = chain.last();
    byte[] input = inflater.input(chain.length(i));
    PackEntry entry = load(chain, i, input);
    if (entry.isDelta() || entry.size() > most) {
      return null;
    }
    int size = (int) entry.size();
    Room content = (i == 0 ? room : Room.NONE).orFresh(size);
    inflater.inflate(bytes, entry, input, chain.length(i), content);
    if (i > 0) {
      keep(chain.rank(i), new StoredObject(entry.type(), content.array(), chain.rank(i)));
    }
    return new Made(entry.type(), content.array(), size);
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
    inflater.inflate(bytes, entry, input, chain.length(i), Room.of(delta));
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
