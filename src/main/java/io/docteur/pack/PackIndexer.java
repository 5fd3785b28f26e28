package io.docteur.pack;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Makes the index of a pack from the pack alone. First the entries are {@linkplain #scan scanned}
 * in the order in which they lie, which tells the ids of the objects that are stored whole; then
 * the deltas are made and hashed, family by family, by any number of threads. A REF_DELTA joins the
 * family of its base when that is met, in whatever order they lie. Entries are known by their place
 * in the pack.
 *
 * <p>It takes 56 bytes an object on the heap, and each thread what the bases of one family take, up
 * to 16 MiB. What is larger, or not sound, goes through a {@link Pack}.
 */
public final class PackIndexer implements Closeable {
  private static final int FIRST_CAPACITY = 1024;
  private static final int MOST_OBJECTS = Integer.MAX_VALUE - 8;

  private long[] offsets = new long[FIRST_CAPACITY];
  private int[] crcs = new int[FIRST_CAPACITY];
  private long[] sizes = new long[FIRST_CAPACITY];

  /** The place of an OFS_DELTA's base; {@link Families#NONE} for all others. */
  private int[] bases = new int[FIRST_CAPACITY];

  private volatile int total;
  private volatile int scanned;
  private final BitSet whole = new BitSet();

  /** The id of a REF_DELTA's base with the delta's place. */
  private final IdTable refDeltas = new IdTable();

  /** For each rank among {@link #refDeltas} the offset of the base, or 0 until it was met. */
  private long[] refBases;

  /** The objects that were hashed. Guarded by this. */
  private final IdTable ids = new IdTable();

  private final BitSet hashed = new BitSet();
  private Families families;

  /** The places of the objects that are stored whole and have deltas. */
  private int[] roots;

  private PackBytes bytes;
  private Pack pack;

  /**
   * Scans the entries. Once, before all else.
   *
   * @param start the position of the pack's first byte in the storage
   * @param end a position that no entry's bytes reach past; more may lie before it than the pack
   * @throws io.docteur.DamagedImageException when not all entries are sound
   * @throws FileSystemException when the pack is of more than 2,147,483,639 objects
   * @throws IOException when the storage cannot be read
   */
  public void scan(Storage storage, long start, long end) throws IOException {
    PackBytes scannedBytes = new PackBytes(storage, start, end);
    try (PackScanner scanner = new PackScanner(storage, start, end)) {
      if (scanner.count() > MOST_OBJECTS) {
        throw new FileSystemException(
            storage.name(), null, "a pack of " + scanner.count() + " objects cannot be indexed");
      }
      total = (int) scanner.count();
      for (PackScanner.Scanned next = scanner.next(); next != null; next = scanner.next()) {
        add(next, scannedBytes);
      }
      resize(scanned + 1);
      offsets[scanned] = scanner.offset();
    }
    families = Families.of(Arrays.copyOf(bases, scanned));
    bases = null;
    refDeltas.sort();
    refBases = new long[refDeltas.size()];
    for (int i = 0; i < ids.size() && refBases.length > 0; i++) {
      joinRefDeltas(ids.id(i), ids.value(i));
    }
    roots = whole.stream().filter(place -> families.firstDelta(place) != Families.NONE).toArray();
  }

  private void add(PackScanner.Scanned next, PackBytes scannedBytes) throws IOException {
    int place = scanned;
    PackEntry entry = next.entry();
    if (place + 1 >= offsets.length) {
      resize((int) Math.min(2L * offsets.length, MOST_OBJECTS + 1L));
    }
    offsets[place] = entry.offset();
    crcs[place] = next.crc32();
    sizes[place] = entry.size(); // of a delta until that is made
    bases[place] = Families.NONE;
    if (!entry.isDelta()) {
      whole.set(place);
      hashed.set(place);
      ids.add(next.id(), place);
    } else if (entry.baseId() != null) {
      refDeltas.add(entry.baseId(), place);
    } else {
      bases[place] = Arrays.binarySearch(offsets, 0, place, entry.base());
      if (bases[place] < 0) {
        throw scannedBytes.damaged(entry.offset(), "the base of a delta is no entry of the pack");
      }
    }
    scanned = place + 1;
  }

  private void resize(int capacity) {
    offsets = Arrays.copyOf(offsets, capacity);
    crcs = Arrays.copyOf(crcs, capacity);
    sizes = Arrays.copyOf(sizes, capacity);
    bases = Arrays.copyOf(bases, capacity);
  }

  /** Returns how many objects the pack says it has, or 0 before its header was read. */
  public int total() {
    return total;
  }

  /** Returns how many entries have been scanned, for any thread while they are. */
  public int scanned() {
    return scanned;
  }

  /** Returns the offset of the pack's trailer, its SHA-1: where the last entry ends. */
  public long trailer() {
    return offsets[scanned];
  }

  /** Returns how many entries are deltas. */
  public int deltas() {
    return scanned - whole.cardinality();
  }

  /** Returns how many families have deltas. */
  public int families() {
    return roots.length;
  }

  /**
   * Opens the pack that was scanned, for the deltas.
   *
   * @param storage may be another one with the same pack in it, and stays the caller's to close
   * @param cache keeps the bases of what is large, as for {@link Pack}
   * @param limits how large an object may become on the heap
   */
  public void open(Storage storage, long start, ByteBoundedCache cache, PackLimits limits) {
    bytes = new PackBytes(storage, start, start + trailer());
    pack = new Pack(storage, start, bytes.end(), new MetBases(), cache, limits);
  }

  /** Returns what one thread hashes families with, once the pack is open. */
  public Hasher hasher() {
    return new Hasher();
  }

  /**
   * Returns the index, once all families were hashed.
   *
   * @throws io.docteur.DamagedImageException when a delta's base is not in the pack
   */
  public RebuiltIndex index() throws IOException {
    if (ids.size() < scanned) {
      PackEntry entry = bytes.entry(offsets[hashed.nextClearBit(0)]);
      throw bytes.damaged(
          entry.offset(), entry.baseId(), "a delta is against nothing that is in the pack");
    }
    ids.sort();
    return new RebuiltIndex(ids, offsets, crcs, trailer());
  }

  /** Returns the sizes of the objects, once all families were hashed. */
  public ObjectSizes sizes() {
    return new ObjectSizes(offsets, Arrays.copyOf(sizes, scanned));
  }

  private synchronized void hashed(int place, ObjectId id, long size) {
    ids.add(id, place);
    sizes[place] = size;
    hashed.set(place);
    joinRefDeltas(id, place);
  }

  private void joinRefDeltas(ObjectId id, int base) {
    for (int i = refDeltas.ceiling(id); refDeltas.is(i, id) && refBases[i] == 0; i++) {
      refBases[i] = offsets[base]; // another object of the same id finds it set, and passes
      families.join(refDeltas.value(i), base);
    }
  }

  /** Releases what {@link #open} took. */
  @Override
  public void close() throws IOException {
    if (pack != null) {
      pack.close();
    }
  }

  /** Hashes families for one thread. */
  public final class Hasher extends FamilyWalk {
    private ObjectId id;

    private Hasher() {
      super(bytes, families, pack.maxHeap());
    }

    /**
     * Hashes the deltas of a family.
     *
     * @param family its number, from 0; each once
     * @return how many they are
     * @throws io.docteur.DamagedImageException when one is not sound
     */
    public int hash(int family) throws IOException {
      return walk(roots[family]) - 1;
    }

    @Override
    long offset(int place) {
      return offsets[place];
    }

    @Override
    int crc32(int place) {
      return crcs[place];
    }

    /** An object's id has not been known before, unless it was met by the scan. */
    @Override
    boolean accepts(int place) {
      id = whole.get(place) ? null : id();
      return true;
    }

    @Override
    void looked(int place, boolean sound) throws IOException {
      if (whole.get(place)) {
        return;
      }
      if (sound) {
        hashed(place, id, size());
      } else {
        hashed(place, pack.hash(offsets[place]), pack.size(offsets[place]));
      }
    }

    @Override
    boolean isBase(int place) {
      return refBases.length > 0 || super.isBase(place);
    }
  }

  /** The bases of REF_DELTAs that were met; a delta is read only when its base is among them. */
  private final class MetBases implements ObjectIndex {
    @Override
    public int count() {
      return refBases.length;
    }

    @Override
    public int rank(ObjectId id) {
      int rank = refDeltas.ceiling(id);
      return refDeltas.is(rank, id) && refBases[rank] != 0 ? rank : -1;
    }

    @Override
    public ObjectId id(int rank) {
      return refDeltas.id(rank);
    }

    @Override
    public long offset(int rank) {
      return refBases[rank];
    }
  }
}
