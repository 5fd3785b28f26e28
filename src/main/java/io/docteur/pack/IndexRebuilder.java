package io.docteur.pack;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Makes a {@link RebuiltIndex}. A delta is hashed as soon as its base has been, while that is still
 * in the cache; so no base is looked for twice, in whatever order they lie. Objects are known by
 * their place in the pack.
 */
final class IndexRebuilder {
  private static final int FIRST_CAPACITY = 1024;
  private static final int MOST_OBJECTS = Integer.MAX_VALUE - 8;

  private final Storage storage;
  private final long start;
  private final PackBytes bytes;
  private final long trailer;
  private long[] offsets = new long[FIRST_CAPACITY];
  private int[] crcs = new int[FIRST_CAPACITY];
  private int count;

  /** The place of an OFS_DELTA's base, shifted by 32 bits, and its own. Sorted. */
  private long[] ofsDeltas = new long[FIRST_CAPACITY];

  private int ofsCount;

  /** The id of a REF_DELTA's base with the delta's place. */
  private final IdTable refDeltas = new IdTable();

  /** For each rank among {@link #refDeltas} the offset of the base, or 0 until it was met. */
  private long[] refBases;

  private final IdTable ids = new IdTable();
  private final BitSet whole = new BitSet();
  private final BitSet hashed = new BitSet();
  private int[] stack = new int[FIRST_CAPACITY];
  private int stacked;

  /** Scans the pack. */
  IndexRebuilder(Storage storage, long start, long end) throws IOException {
    this.storage = storage;
    this.start = start;
    this.bytes = new PackBytes(storage, start, end);
    try (PackScanner scanner = new PackScanner(storage, start, end)) {
      if (scanner.count() > MOST_OBJECTS) {
        throw new FileSystemException(
            storage.name(), null, "a pack of " + scanner.count() + " objects cannot be indexed");
      }
      for (PackScanner.Scanned next = scanner.next(); next != null; next = scanner.next()) {
        add(next);
      }
      trailer = scanner.offset();
    }
    offsets = Arrays.copyOf(offsets, count);
    crcs = Arrays.copyOf(crcs, count);
    ofsDeltas = Arrays.copyOf(ofsDeltas, ofsCount);
    Arrays.sort(ofsDeltas);
    refDeltas.sort();
    refBases = new long[refDeltas.size()];
  }

  private void add(PackScanner.Scanned scanned) throws IOException {
    PackEntry entry = scanned.entry();
    if (count == offsets.length) {
      int capacity = (int) Math.min(2L * count, MOST_OBJECTS);
      offsets = Arrays.copyOf(offsets, capacity);
      crcs = Arrays.copyOf(crcs, capacity);
    }
    offsets[count] = entry.offset();
    crcs[count] = scanned.crc32();
    if (!entry.isDelta()) {
      whole.set(count);
    } else if (entry.baseId() == null) {
      addOfsDelta(entry);
    } else {
      refDeltas.add(entry.baseId(), count);
    }
    count++;
  }

  private void addOfsDelta(PackEntry entry) throws IOException {
    int base = Arrays.binarySearch(offsets, 0, count, entry.base());
    if (base < 0) {
      throw bytes.damaged(entry.offset(), "the base of a delta is no entry of the pack");
    }
    if (ofsCount == ofsDeltas.length) {
      ofsDeltas = Arrays.copyOf(ofsDeltas, (int) Math.min(2L * ofsCount, MOST_OBJECTS));
    }
    ofsDeltas[ofsCount++] = (long) base << Integer.SIZE | count;
  }

  /** Hashes all objects. */
  RebuiltIndex rebuild(ByteBoundedCache cache, PackLimits limits) throws IOException {
    try (Pack pack = new Pack(storage, start, bytes.end(), new MetBases(), cache, limits)) {
      for (int root = whole.nextSetBit(0); root >= 0; root = whole.nextSetBit(root + 1)) {
        push(root);
        while (stacked > 0) {
          hash(pack, stack[--stacked]);
        }
      }
    }
    if (ids.size() < count) {
      PackEntry entry = bytes.entry(offsets[hashed.nextClearBit(0)]);
      throw bytes.damaged(
          entry.offset(), entry.baseId(), "a delta is against nothing that is in the pack");
    }
    ids.sort();
    return new RebuiltIndex(ids, offsets, crcs, trailer);
  }

  private void hash(Pack pack, int place) throws IOException {
    ObjectId id = pack.hash(offsets[place]);
    ids.add(id, place);
    hashed.set(place);
    int at = Arrays.binarySearch(ofsDeltas, (long) place << Integer.SIZE);
    for (int i = at < 0 ? -at - 1 : at; i < ofsCount; i++) {
      if (ofsDeltas[i] >>> Integer.SIZE != place) {
        break;
      }
      push((int) ofsDeltas[i]);
    }
    for (int i = refDeltas.ceiling(id); refDeltas.is(i, id) && refBases[i] == 0; i++) {
      refBases[i] = offsets[place]; // another object of the same id finds it set, and passes
      push(refDeltas.value(i));
    }
  }

  private void push(int place) {
    if (stacked == stack.length) {
      stack = Arrays.copyOf(stack, (int) Math.min(2L * stacked, MOST_OBJECTS));
    }
    stack[stacked++] = place;
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
