package io.docteur.make.packing;

import io.docteur.make.source.Likely;
import io.docteur.make.source.ObjectSource;
import io.docteur.make.source.ObjectTable;
import io.docteur.make.source.StoredEntry;
import io.docteur.make.task.Progress;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Compresses objects, one partition after the other, into a spool of its own. One thread's work;
 * what becomes of a partition depends on nothing but the partition.
 */
final class Packer implements Closeable {
  private static final int BUFFER = 1 << 16;

  /** A delta that has at most one byte for so many of its object is not compared with that. */
  private static final int SURE_PART = 16;

  private final ObjectSource source;
  private final ObjectTable objects;
  private final PackedEntries packed;
  private final Reuse reuse;
  private final Sketches sketches;
  private final EntryDeflater deflater;
  private final Progress progress;
  private final Packing packing;
  private final long leastLarge;
  private final DeltaWindow window;
  private final PackedEntries asDelta = new PackedEntries(1);
  private final byte[] input = new byte[BUFFER];

  Packer(
      ObjectSource source,
      ObjectTable objects,
      PackedEntries packed,
      Reuse reuse,
      Packing packing,
      Sketches sketches,
      EntryDeflater deflater,
      Progress progress) {
    this.source = source;
    this.objects = objects;
    this.packed = packed;
    this.reuse = reuse;
    this.packing = packing;
    this.sketches = sketches;
    this.deflater = deflater;
    this.progress = progress;
    this.leastLarge = FarBases.leastEntry(packing, objects.count());
    this.window = new DeltaWindow(source, objects, packing.window());
  }

  /** Packs the objects of a partition. */
  void pack(Partitions partitions, int partition) throws IOException {
    if (partitions.isBig(partition)) {
      packBig(partitions.bigObject(partition));
      return;
    }
    window.clear();
    for (int i = partitions.start(partition); i < partitions.end(partition); i++) {
      int object = partitions.order()[i];
      if (reuse.isSettled(object)) {
        window.addBase(object, reuse.depth(object));
      } else {
        pack(object);
        progress.add(objects.size(object));
      }
    }
  }

  private void pack(int object) throws IOException {
    boolean stored = isStoredWhole(object);
    if (objects.size(object) < Packing.MIN_DELTA_SIZE
        || objects.type(object) == ObjectType.COMMIT) {
      if (stored) {
        packed.setStored(object, PackedEntries.WHOLE);
      } else {
        putWhole(object, readChecked(source, objects, object));
      }
      return;
    }
    int maxDepth = packing.depth(objects.type(object)) - reuse.height(object);
    DeltaWindow.Result result = window.find(object, maxDepth, likely(object), !stored);
    boolean found = result.base() != PackedEntries.WHOLE;
    boolean delta = found && packDelta(object, result);
    if (!delta && stored) {
      packed.setStored(object, PackedEntries.WHOLE);
    } else if (!found) {
      putWhole(object, result.content());
    }
    window.keep(delta);
    if ((delta || !stored) && isLarge(object)) {
      sketches.add(object, result.content());
    }
  }

  private void putWhole(int object, byte[] content) throws IOException {
    deflater.put(packed, object, PackedEntries.WHOLE, content, content.length);
  }

  /** Packs an object as a delta, or whole if that is hardly longer; tells which. */
  private boolean packDelta(int object, DeltaWindow.Result result) throws IOException {
    DeltaBuffer delta = result.delta();
    byte[] content = result.content();
    deflater.put(asDelta, 0, result.base(), delta.array(), delta.length());
    boolean sure = delta.length() <= content.length / SURE_PART;
    if (!sure) {
      putWhole(object, content);
    }
    boolean better = sure || Packing.isWorthWhile(asDelta.length(0), packed.length(object));
    if (better) {
      packed.set(object, asDelta, 0);
    }
    return better;
  }

  /** Tells whether a base beyond the window is worth looking for. */
  private boolean isLarge(int object) {
    return objects.type(object) == ObjectType.BLOB && packed.length(object) >= leastLarge;
  }

  /** Returns what is to be tried first; a base that is settled is then in the window. */
  private Likely likely(int object) throws IOException {
    Likely likely = source.likely(object);
    int base = likely == null ? PackedEntries.WHOLE : likely.base();
    boolean settled = base != PackedEntries.WHOLE && reuse.isSettled(base);
    if (settled && !window.holds(base)) {
      window.addBase(base, reuse.depth(base));
    }
    return likely;
  }

  private boolean isStoredWhole(int object) throws IOException {
    StoredEntry stored = source.stored(object);
    return stored != null && !stored.delta();
  }

  /**
   * Reads an object and checks its id.
   *
   * @throws IOException as {@link ObjectSource#changed} has it, when it is not the object
   */
  static byte[] readChecked(ObjectSource source, ObjectTable objects, int object)
      throws IOException {
    byte[] content = source.read(object);
    check(source, objects, object, content);
    return content;
  }

  /**
   * Checks that a content that was read is that of an object.
   *
   * @throws IOException as {@link ObjectSource#changed} has it, when it is not
   */
  static void check(ObjectSource source, ObjectTable objects, int object, byte[] content)
      throws IOException {
    if (!ObjectId.of(objects.type(object), content).equals(objects.id(object))) {
      throw source.changed(object);
    }
  }

  /** Deflates in steps, so that a reader can enter the stream where each of them starts. */
  private void packBig(int object) throws IOException {
    long size = objects.size(object);
    MessageDigest sha1 = ObjectId.sha1();
    sha1.update(objects.type(object).header(size));
    deflater.start();
    long[] steps = new long[(int) ((size - 1) / EntryPoints.STEP)];
    try (InputStream in = source.open(object)) {
      for (int i = 0; i < steps.length; i++) {
        deflate(object, in, EntryPoints.STEP, sha1);
        steps[i] = deflater.endStep();
      }
      deflate(object, in, size - (long) steps.length * EntryPoints.STEP, sha1);
      if (in.read() >= 0) {
        throw source.changed(object);
      }
    }
    if (!ObjectId.fromBytes(sha1.digest(), 0).equals(objects.id(object))) {
      throw source.changed(object);
    }
    packed.setSteps(object, steps);
    deflater.end(packed, object, PackedEntries.WHOLE, 0);
  }

  private void deflate(int object, InputStream in, long length, MessageDigest sha1)
      throws IOException {
    for (long rest = length; rest > 0; ) {
      int n = in.read(input, 0, (int) Math.min(input.length, rest));
      if (n < 0) {
        throw source.changed(object);
      }
      sha1.update(input, 0, n);
      deflater.add(input, n);
      progress.add(n);
      rest -= n;
    }
  }

  /** Writes out the spool, which stays open to be read. */
  @Override
  public void close() throws IOException {
    deflater.close();
  }
}
