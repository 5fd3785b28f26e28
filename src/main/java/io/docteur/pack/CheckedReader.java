package io.docteur.pack;

import io.docteur.DamagedImageException;
import io.docteur.storage.CachedBytes;
import io.docteur.storage.SegmentCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

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
  /** Below this the end of a buffer, which inflates slower without room behind it, costs more. */
  static final int LEAST_DEFERRED = 4 << 10;

  /** Opens a blob in another way. */
  interface Otherwise {
    Blob open(int rank) throws IOException;
  }

  private final PackBytes bytes;
  private final PackIndexWriter.Entries index;
  private final CheckedEntries entries;
  private final SegmentCache cache;
  private final RecentReads recent;
  private final InflaterPool pool;
  private final Otherwise otherwise;
  private final LentBuffers buffers = new LentBuffers(InflaterPool.MOST_KEPT);

  /** An object somewhere in an array. */
  private record Made(ObjectType type, byte[] array, int from, int length) {}

  CheckedReader(
      PackBytes bytes,
      PackIndexWriter.Entries index,
      EntryTable table,
      SegmentCache cache,
      RecentReads recent,
      InflaterPool pool,
      long maxHeap,
      Otherwise otherwise) {
    this.bytes = bytes;
    this.index = index;
    this.entries = new CheckedEntries(bytes, index, table, cache, maxHeap);
    this.cache = cache;
    this.recent = recent;
    this.pool = pool;
    this.otherwise = otherwise;
  }

  /**
   * Returns an object, or null when it has to be read in another way: the image does not tell all
   * that is needed, or the object or what it is made from is large.
   *
   * @throws io.docteur.DamagedImageException when an entry is not what the index says
   */
  StoredObject read(int rank) throws IOException {
    try (CheckedChain chain = entries.chain(rank)) {
      Made made = chain == null ? null : rebuild(chain, Room.NONE);
      if (made == null) {
        return null;
      }
      if (!chain.isKnown() && recent.add(rank)) {
        keep(rank, made);
      }
      return new StoredObject(made.type(), made.array(), rank);
    }
  }

  /**
   * Opens a blob. What is in the cache, and most of what is not, is rebuilt when it is read.
   *
   * @param size what the image tells of its size, or -1
   * @throws io.docteur.DamagedImageException when an entry is not what the index says, or no
   *     blob's, and when it has another size
   */
  Blob open(int rank, long size) throws IOException {
    CachedBytes known = known(rank);
    if (known != null) {
      known.release();
      checkSize(rank, known.length(), size);
      return new DeferredBlob(this, rank, known.length(), true, false);
    }
    boolean again = recent.add(rank);
    if (size >= (again ? 0 : LEAST_DEFERRED) && entries.admits(size)) {
      return new DeferredBlob(this, rank, (int) size, false, again);
    }
    return rebuilt(rank, size, again);
  }

  /**
   * Rebuilds a blob; what it holds is released when it is closed.
   *
   * @param size what the image tells of its size, or -1
   * @param again whether the blob is to be kept in the cache
   * @throws io.docteur.DamagedImageException as {@link #open} has it
   */
  Blob rebuilt(int rank, long size, boolean again) throws IOException {
    byte[] buffer = null;
    try (CheckedChain chain = entries.chain(rank)) {
      buffer = chain == null ? null : buffers.take(size);
      Made made =
          chain == null ? null : rebuild(chain, buffer == null ? Room.NONE : Room.of(buffer));
      if (made == null) {
        return ofSize(size, rank, otherwise.open(rank));
      }
      checkBlob(rank, made.type());
      checkSize(rank, made.length(), size);
      if (again) {
        keep(rank, made);
      }
      if (made.array() != buffer) {
        return new HeapBlob(made.array());
      }
      buffer = null;
      return new LentBlob(buffers, made.array(), made.length());
    } finally {
      if (buffer != null) {
        buffers.giveBack(buffer);
      }
    }
  }

  /**
   * Rebuilds a blob in a room of just its size; false when it has to be read in another way.
   *
   * @param again whether the blob is to be kept in the cache
   * @throws io.docteur.DamagedImageException as {@link #open} has it; the room may then hold
   *     anything
   */
  boolean rebuild(int rank, Room room, boolean again) throws IOException {
    try (CheckedChain chain = entries.chain(rank)) {
      Made made = chain == null ? null : rebuild(chain, room);
      if (made == null) {
        return false;
      }
      checkBlob(rank, made.type());
      checkSize(rank, made.length(), room.to() - room.from());
      if (again) {
        keep(rank, made);
      }
      return true;
    }
  }

  /**
   * Copies bytes of a blob that is in the cache; -1 when it is not.
   *
   * @param position where they start, below the blob's size
   */
  int readKnown(int rank, int position, byte[] target, int offset, int length) throws IOException {
    CachedBytes known = known(rank);
    if (known == null) {
      return -1;
    }
    int count = Math.min(length, known.length() - position);
    System.arraycopy(known.array(), known.from() + position, target, offset, count);
    known.release();
    return count;
  }

  /** Writes a blob that is in the cache, from a position on; -1 when it is not. */
  int transferKnown(int rank, int position, ByteArrayOutputStream out) throws IOException {
    CachedBytes known = known(rank);
    if (known == null) {
      return -1;
    }
    try {
      int count = known.length() - position;
      out.write(known.array(), known.from() + position, count);
      return count;
    } finally {
      known.release();
    }
  }

  /**
   * Returns a blob that is in the cache, which the caller has to release, or null.
   *
   * @throws io.docteur.DamagedImageException when it is none
   */
  private CachedBytes known(int rank) throws IOException {
    CachedBytes cached = cache.get(key(rank));
    if (cached == null) {
      return null;
    }
    boolean blob = cached.tag() == ObjectType.BLOB;
    if (!blob) {
      cached.release();
      if (cached.tag() instanceof ObjectType type) {
        checkBlob(rank, type);
      }
    }
    return blob ? cached : null;
  }

  private Blob ofSize(long size, int rank, Blob blob) throws IOException {
    try {
      checkSize(rank, blob.size(), size);
      return blob;
    } catch (IOException e) {
      blob.close();
      throw e;
    }
  }

  private void checkSize(int rank, long actual, long told) throws IOException {
    if (told >= 0 && actual != told) {
      throw otherSize(rank, actual, told);
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

  /**
   * Returns the zlib stream of a blob as it lies in the pack, or null when it is a delta, or when
   * it has to be read in another way.
   *
   * @throws io.docteur.DamagedImageException when the entry is not what the index says
   */
  byte[] deflatedBlob(int rank) throws IOException {
    return entries.deflatedBlob(rank);
  }

  private static long key(int rank) {
    return CheckedEntries.key(rank);
  }

  /** Keeps what was made. */
  private void keep(int rank, Made made) {
    if (made.length() <= Pack.SMALL_OBJECT && cache.keeps(made.length())) {
      CachedBytes place = cache.reserve(key(rank), made.length());
      System.arraycopy(made.array(), made.from(), place.array(), place.from(), made.length());
      cache.publish(place, made.type());
      place.release();
    }
  }

  /**
   * Rebuilds an object from its last base up; null when anything is large or not as was told.
   *
   * @param room where the object goes if it fits, and otherwise into an array of just its length
   */
  private Made rebuild(CheckedChain chain, Room room) throws IOException {
    EntryInflater inflater = pool.take();
    try {
      Made made = chain.object() == null ? whole(chain, inflater, room) : known(chain, room);
      for (int i = chain.last() - 1; made != null && i >= 0; i--) {
        made = applied(chain, i, made, inflater, room);
      }
      return made;
    } catch (DamagedImageException e) {
      throw e.of(index.id(chain.rank(0)).toString());
    } finally {
      pool.giveBack(inflater);
    }
  }

  /** Returns the object at the chain's end, a copy where that is the one that is wanted. */
  private static Made known(CheckedChain chain, Room room) {
    CachedBytes object = chain.object();
    ObjectType type = (ObjectType) object.tag();
    int length = object.length();
    if (!chain.isKnown()) {
      return new Made(type, object.array(), object.from(), length);
    }
    Room copy = room.orFresh(length);
    System.arraycopy(object.array(), object.from(), copy.array(), copy.from(), length);
    return new Made(type, copy.array(), copy.from(), length);
  }

  private Made applied(CheckedChain chain, int i, Made base, EntryInflater inflater, Room room)
      throws IOException {
    try {
      HeapDelta delta = delta(chain, i, inflater);
      if (delta == null || !entries.admits(delta.resultSize())) {
        return null;
      }
      int size = (int) delta.resultSize();
      boolean again = i > 0 && size <= Pack.SMALL_OBJECT && recent.add(chain.rank(i));
      CachedBytes place = again ? reserve(chain, i, size) : null;
      Room result =
          again ? Room.of(place) : i > 0 ? Room.of(inflater.between(i, size)) : room.orFresh(size);
      delta.apply(base.array(), base.from(), base.length(), result.array(), result.from());
      if (again) {
        cache.publish(place, base.type());
      }
      chain.releaseAllBut(place);
      return new Made(base.type(), result.array(), result.from(), size);
    } catch (MalformedObjectException e) {
      throw bytes.damaged(chain.offset(i), index.id(chain.rank(i)), e.getMessage());
    }
  }

  private Made whole(CheckedChain chain, EntryInflater inflater, Room room) throws IOException {
    int i = chain.last();
    byte[] input = inflater.input(chain.length(i));
    PackEntry entry = entries.load(chain, i, input);
    if (entry.isDelta() || !entries.admits(entry.size())) {
      return null;
    }
    int size = (int) entry.size();
    if (i > 0) {
      CachedBytes place = reserve(chain, i, size);
      inflate(inflater, entry, input, chain.length(i), place);
      cache.publish(place, entry.type());
      return new Made(entry.type(), place.array(), place.from(), size);
    }
    Room content = room.orFresh(size);
    inflater.inflate(bytes, entry, input, chain.length(i), content);
    return new Made(entry.type(), content.array(), content.from(), size);
  }

  /** Returns the delta of an entry; null when it is large or against another base than was told. */
  private HeapDelta delta(CheckedChain chain, int i, EntryInflater inflater) throws IOException {
    if (chain.delta(i) != null) {
      return delta(Room.of(chain.delta(i)));
    }
    byte[] input = inflater.input(chain.length(i));
    PackEntry entry = entries.load(chain, i, input);
    if (entry.base() != chain.offset(i + 1) || !entries.admits(entry.size())) {
      return null;
    }
    int size = (int) entry.size();
    if (i == 0) {
      byte[] delta = inflater.room(size);
      inflater.inflate(bytes, entry, input, chain.length(i), Room.of(delta));
      return new HeapDelta(delta, 0, size);
    }
    CachedBytes place = reserve(chain, i, size);
    inflate(inflater, entry, input, chain.length(i), place);
    cache.publish(place, new DeltaBase(chain.rank(i + 1), chain.offset(i + 1)));
    return delta(Room.of(place));
  }

  /**
   * Inflates an entry into room in the cache: by way of an array of the inflater's own where other
   * threads write to the same one. The JDK's checksums are native methods, to which JNI may give a
   * copy of all of an array, to be written back at their end: over what others wrote meanwhile.
   */
  private void inflate(
      EntryInflater inflater, PackEntry entry, byte[] input, int length, CachedBytes place)
      throws IOException {
    if (place.isAlone()) {
      inflater.inflate(bytes, entry, input, length, Room.of(place));
    } else {
      byte[] own = inflater.room(place.length());
      inflater.inflate(bytes, entry, input, length, Room.of(own));
      System.arraycopy(own, 0, place.array(), place.from(), place.length());
    }
  }

  private static HeapDelta delta(Room room) throws MalformedObjectException {
    return new HeapDelta(room.array(), room.from(), room.to());
  }

  /** Returns room in the cache for what an entry makes, until the chain releases it. */
  private CachedBytes reserve(CheckedChain chain, int i, int size) {
    return chain.reserve(cache.reserve(key(chain.rank(i)), size));
  }

  /** Drops what is in the cache's segments. */
  void close() {
    cache.clear();
  }
}
