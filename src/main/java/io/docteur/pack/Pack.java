package io.docteur.pack;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.SegmentCache;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.MessageDigest;
import java.util.OptionalInt;

/**
 * Objects of a pack of version 2, by the position of their entries.
 *
 * <p>Every inflated stream is checked by its Adler-32 before a byte of it goes out, except a blob
 * that is streamed ({@link #open}). Delta chains are resolved in a loop, from the nearest base in
 * the shared cache; no lock is held while inflating. Thread-safe.
 *
 * <p>Offsets are counted from the pack's first byte. Any offset may be asked for: one at which no
 * sound entry starts gives {@link io.docteur.DamagedImageException}, in bounded time and memory.
 * After {@link #close} every method may throw {@link java.nio.channels.ClosedChannelException}.
 */
public final class Pack implements Closeable {
  /** Larger objects that are nobody's base, as far as is known, are not offered to the cache. */
  static final int SMALL_OBJECT = 4 << 20;

  /** Some virtual machines have no longer arrays. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private static final int PIECE = 64 << 10;

  /** One byte of so many in the cache is for what is long, for pages and what is not checked. */
  private static final int UNCHECKED_PART = 8;

  private final PackBytes bytes;
  private final ObjectIndex index;
  private final ByteBoundedCache cache;
  private final long maxHeap;
  private final HeapTurns turns;
  private final InflaterPool pool;
  private final Spill spill;
  private final RecentReads recent = new RecentReads();

  /**
   * The pack in a part of a storage, inflated in the best way that is there.
   *
   * @see #Pack(Storage, long, long, ObjectIndex, ByteBoundedCache, PackLimits, Inflating)
   */
  public Pack(
      Storage storage,
      long start,
      long end,
      ObjectIndex index,
      ByteBoundedCache cache,
      PackLimits limits) {
    this(storage, start, end, index, cache, limits, Inflating.best());
  }

  /**
   * The pack in a part of a storage, which stays the caller's to close.
   *
   * @param start the position of the pack's first byte in the storage
   * @param end the position that no entry's bytes reach past
   * @param index finds the bases of REF_DELTA entries
   * @param cache keeps bases and small objects, of {@link Blobs} those that are read again, by
   *     their position in the storage; {@link Blobs} by their rank, beyond all positions
   * @param limits how large an object may become on the heap
   * @param inflating what inflates its entries, which has to be there
   * @throws IllegalArgumentException when the part is not one of the storage
   */
  public Pack(
      Storage storage,
      long start,
      long end,
      ObjectIndex index,
      ByteBoundedCache cache,
      PackLimits limits,
      Inflating inflating) {
    this.pool = new InflaterPool(inflating);
    this.bytes = new PackBytes(storage, start, end);
    this.index = index;
    this.cache = cache;
    this.maxHeap = Math.min(limits.maxObjectMemory(), LONGEST_ARRAY);
    this.turns = new HeapTurns(maxHeap);
    this.spill = new Spill(limits.spillDirectory());
  }

  /** Returns the bytes that a pack may keep beside the cache, on the heap and outside of it. */
  public static int poolFootprint() {
    return InflaterPool.footprint();
  }

  /** Returns the header of the entry at an offset. */
  public PackEntry entry(long offset) throws IOException {
    return DeltaChain.resolved(bytes, index, offset);
  }

  /** Returns the type of the object at an offset, which for a delta is that of its last base. */
  public ObjectType type(long offset) throws IOException {
    return DeltaChain.from(bytes, index, cache, offset).type();
  }

  /**
   * Returns the size of the object at an offset, inflating no more than the head of a delta. No
   * checksum covers what an entry declares: a size that is wrong is found when the object is read.
   */
  public long size(long offset) throws IOException {
    if (cached(offset) instanceof StoredObject object) {
      return object.content().length;
    }
    PackEntry entry = bytes.entry(offset);
    if (!entry.isDelta()) {
      return entry.size();
    }
    EntryInflater inflater = pool.take();
    try {
      inflater.startHead(bytes, entry);
      return new Delta(inflater).resultSize();
    } finally {
      pool.giveBack(inflater);
    }
  }

  /** Returns the number of deltas between the object at an offset and one stored whole. */
  public int deltaDepth(long offset) throws IOException {
    return DeltaChain.from(bytes, index, null, offset).length();
  }

  /**
   * Returns the whole content of an object. The array is the cache's too: nobody may change it.
   *
   * @param expected the type that it must have
   * @throws io.docteur.DamagedImageException when it has another type
   * @throws FileSystemException when it is larger than {@link PackLimits#maxObjectMemory}, or is
   *     made from one that is and that may not lie in a temporary file
   */
  public byte[] read(long offset, ObjectType expected) throws IOException {
    if (cached(offset) instanceof StoredObject object) {
      bytes.checkType(offset, object.type(), expected);
      return object.content();
    }
    DeltaChain chain = DeltaChain.from(bytes, index, cache, offset);
    bytes.checkType(offset, chain.type(), expected);
    try (Blob blob = resolve(chain, false)) {
      return ((HeapBlob) blob).content();
    }
  }

  /**
   * Returns the id of the object at an offset, computed from its whole content, in as little memory
   * as {@link #open} takes.
   *
   * @throws FileSystemException when it would need a temporary file and may not
   */
  public ObjectId hash(long offset) throws IOException {
    DeltaChain chain = DeltaChain.from(bytes, index, cache, offset);
    try (Blob blob = open(chain)) {
      return hash(chain.type(), blob);
    }
  }

  /** Returns the id of an object of a type with a content, which is read from its start. */
  public static ObjectId hash(ObjectType type, Blob blob) throws IOException {
    MessageDigest sha1 = ObjectId.sha1();
    sha1.update(type.header(blob.size()));
    if (blob instanceof HeapBlob heap) {
      sha1.update(heap.content());
    } else {
      byte[] piece = new byte[PIECE];
      long at = 0;
      for (int n = blob.read(at, piece, 0, PIECE); n >= 0; n = blob.read(at, piece, 0, PIECE)) {
        sha1.update(piece, 0, n);
        at += n;
      }
    }
    return ObjectId.fromBytes(sha1.digest(), 0);
  }

  /**
   * Returns what reads checked objects; it needs this pack open, and takes the larger part of the
   * cache's budget.
   */
  CheckedReader checkedReader(PackIndexWriter.Entries entries, EntryTable table) {
    SegmentCache segments = new SegmentCache(cache.cede(UNCHECKED_PART), cache);
    return new CheckedReader(
        bytes, entries, table, segments, recent, pool, maxHeap, rank -> openBlob(rank, entries));
  }

  /** Opens a blob that can be entered at some steps. */
  Blob openSteps(long offset, EntryPoints.Steps steps) throws IOException {
    return new SteppedBlob(bytes, bytes.entry(offset), steps, pool);
  }

  /**
   * Returns the whole content of a blob as {@link Blobs#read} does: checked by the CRC-32 of its
   * entry when it is stored whole, by its id when it is made from deltas.
   */
  byte[] readBlob(int rank, PackIndexWriter.Entries entries) throws IOException {
    try (Blob blob = openBlob(rank, entries, false)) {
      return ((HeapBlob) blob).content();
    }
  }

  /** Opens a blob as {@link Blobs#open} does, checked as {@link #readBlob} checks it. */
  Blob openBlob(int rank, PackIndexWriter.Entries entries) throws IOException {
    return openBlob(rank, entries, true);
  }

  private Blob openBlob(int rank, PackIndexWriter.Entries entries, boolean large)
      throws IOException {
    long offset = entries.offset(rank);
    if (cached(offset) instanceof StoredObject object) {
      bytes.checkType(offset, object.type(), ObjectType.BLOB);
      return identified(object, rank, entries);
    }
    DeltaChain chain = DeltaChain.from(bytes, index, cache, offset);
    bytes.checkType(offset, chain.type(), ObjectType.BLOB);
    if (large && isStreamed(chain)) {
      return new StreamedBlob(bytes, chain.whole(), pool);
    }
    chain.keepObject(recent.add(rank));
    boolean whole = chain.length() == 0 && chain.whole() != null;
    if (whole) {
      chain.require(entries.crc32(rank));
    }
    Blob blob = resolve(chain, large);
    if (!whole) {
      checkId(blob, rank, entries);
    }
    if (cached(offset) instanceof StoredObject object
        && blob instanceof HeapBlob heap
        && object.content() == heap.content()) {
      object.setKnownAs(rank);
    }
    return blob;
  }

  private Blob identified(StoredObject object, int rank, PackIndexWriter.Entries entries)
      throws IOException {
    Blob blob = new HeapBlob(object.content());
    if (!object.isKnownAs(rank)) {
      checkId(blob, rank, entries);
      object.setKnownAs(rank);
    }
    return blob;
  }

  private void checkId(Blob blob, int rank, PackIndexWriter.Entries entries) throws IOException {
    ObjectId id = entries.id(rank);
    try {
      if (!hash(ObjectType.BLOB, blob).equals(id)) {
        throw bytes.damaged(
            entries.offset(rank), id, "an object whose content is not what its id says");
      }
    } catch (IOException | RuntimeException | Error e) {
      blob.close();
      throw e;
    }
  }

  /**
   * Opens a blob as {@link Blobs#open} does, for whoever has no index to check it against.
   *
   * @throws io.docteur.DamagedImageException when it is not a blob
   * @throws FileSystemException when it would need a temporary file and may not
   */
  public Blob open(long offset) throws IOException {
    DeltaChain chain = DeltaChain.from(bytes, index, cache, offset);
    bytes.checkType(offset, chain.type(), ObjectType.BLOB);
    return open(chain);
  }

  private Blob open(DeltaChain chain) throws IOException {
    return isStreamed(chain) ? new StreamedBlob(bytes, chain.whole(), pool) : resolve(chain, true);
  }

  private boolean isStreamed(DeltaChain chain) {
    PackEntry whole = chain.whole();
    return chain.length() == 0
        && whole != null
        && (whole.size() >= PackLimits.STREAMED_SIZE || whole.size() > maxHeap);
  }

  /** Releases the inflaters and what temporary files are left. A second call does nothing. */
  @Override
  public void close() throws IOException {
    pool.close();
    spill.close();
  }

  /** Returns what finds the bases of REF_DELTA entries. */
  ObjectIndex index() {
    return index;
  }

  /** Returns the bytes that one object may take on the heap. */
  long maxHeap() {
    return maxHeap;
  }

  /** Lends an inflater; {@link #giveBack} takes it. */
  EntryInflater takeInflater() throws IOException {
    return pool.take();
  }

  void giveBack(EntryInflater inflater) {
    pool.giveBack(inflater);
  }

  private Object cached(long offset) {
    return cache.get(bytes.start() + offset);
  }

  /**
   * Rebuilds an object: the base of the whole chain, then one delta after another.
   *
   * @param large whether the object may be larger than what goes on the heap
   */
  private Blob resolve(DeltaChain chain, boolean large) throws IOException {
    EntryInflater inflater = pool.take();
    try {
      Blob blob = bottom(inflater, chain, large);
      for (int i = chain.length() - 1; i >= 0; i--) {
        try (Blob base = blob) {
          blob = apply(inflater, bytes.entry(chain.delta(i)), base, large || i > 0);
        }
        keep(chain, chain.delta(i), i > 0, blob);
      }
      return blob;
    } finally {
      pool.giveBack(inflater);
      turns.end();
    }
  }

  private Blob bottom(EntryInflater inflater, DeltaChain chain, boolean large) throws IOException {
    if (chain.cached() != null) {
      return new HeapBlob(chain.cached().content());
    }
    PackEntry whole = chain.whole();
    inflater.start(bytes, whole);
    boolean base = chain.length() > 0;
    turns.await(whole.size());
    if (onHeap(whole.size(), large || base)) {
      byte[] content = new byte[(int) whole.size()];
      inflater.readFully(content, 0, content.length);
      checkCrc32(chain, inflater);
      Blob blob = new HeapBlob(content);
      keep(chain, whole.offset(), base, blob);
      return blob;
    }
    return spill(whole.size(), inflater::transferTo);
  }

  private void checkCrc32(DeltaChain chain, EntryInflater inflater) throws IOException {
    long offset = chain.whole().offset();
    OptionalInt required = chain.required();
    if (required.isPresent()
        && bytes.crc32(offset, inflater.endOffset(), inflater.scratch()) != required.getAsInt()) {
      throw bytes.damaged(offset, "the CRC-32 of an entry is not what the index says");
    }
  }

  private Blob apply(EntryInflater inflater, PackEntry entry, Blob base, boolean large)
      throws IOException {
    inflater.start(bytes, entry);
    Delta delta = new Delta(inflater);
    turns.await(delta.resultSize());
    if (onHeap(delta.resultSize(), large)) {
      return new HeapBlob(delta.apply(base));
    }
    return spill(delta.resultSize(), out -> delta.apply(base, out));
  }

  /** Tells whether an object goes on the heap; throws when it does not and has to. */
  private boolean onHeap(long size, boolean large) throws FileSystemException {
    if (size > maxHeap && !large) {
      throw new FileSystemException(
          bytes.storage().name(),
          null,
          "an object of " + size + " bytes is more than the " + maxHeap + " allowed on the heap");
    }
    return size <= maxHeap;
  }

  private void keep(DeltaChain chain, long offset, boolean base, Blob blob) {
    if (blob instanceof HeapBlob heap
        && (base || chain.isObjectKept() && heap.content().length <= SMALL_OBJECT)) {
      StoredObject object = new StoredObject(chain.type(), heap.content());
      cache.put(bytes.start() + offset, object, object.footprint());
    }
  }

  private Blob spill(long size, Spill.Content content) throws IOException {
    return spill.write(bytes.storage().name(), size, content);
  }
}
