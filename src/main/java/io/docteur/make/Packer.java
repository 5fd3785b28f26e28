package io.docteur.make;

import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.zip.Deflater;

/**
 * Compresses objects, one partition after the other, into a spool of its own. One thread's work;
 * what becomes of a partition depends on nothing but the partition.
 */
final class Packer implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final ObjectSource source;
  private final ObjectTable objects;
  private final PackedEntries packed;
  private final Reuse reuse;
  private final Spool spool;
  private final Progress progress;
  private final Packing packing;
  private final DeltaWindow window;
  private final Deflater deflater;
  private final byte[] input = new byte[BUFFER];
  private final byte[] output = new byte[BUFFER];

  Packer(
      ObjectSource source,
      ObjectTable objects,
      PackedEntries packed,
      Reuse reuse,
      Packing packing,
      Spool spool,
      Progress progress) {
    this.source = source;
    this.objects = objects;
    this.packed = packed;
    this.reuse = reuse;
    this.packing = packing;
    this.spool = spool;
    this.progress = progress;
    this.window = new DeltaWindow(source, objects, packing.window());
    this.deflater = new Deflater(packing.compression());
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
    DeltaWindow.Result result = null;
    if (objects.size(object) >= Packing.MIN_DELTA_SIZE
        && objects.type(object) != ObjectType.COMMIT) {
      int maxDepth = packing.depth(objects.type(object)) - reuse.height(object);
      result = window.add(object, maxDepth, likely(object), !stored);
    }
    if (result != null && result.base() != PackedEntries.WHOLE) {
      spool(object, result.base(), result.delta().array(), result.delta().length());
    } else if (stored) {
      packed.setStored(object, PackedEntries.WHOLE);
    } else {
      byte[] content = result == null ? readChecked(source, objects, object) : result.content();
      spool(object, PackedEntries.WHOLE, content, content.length);
    }
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

  private void spool(int object, int base, byte[] data, int length) throws IOException {
    long position = spool.position();
    deflater.reset();
    deflater.setInput(data, 0, length);
    deflater.finish();
    drain(Deflater.NO_FLUSH);
    packed.setSpooled(object, base, length, spool.number(), position, spool.position() - position);
  }

  /**
   * Reads an object and checks its id.
   *
   * @throws IOException as {@link ObjectSource#changed} has it, when it is not the object
   */
  static byte[] readChecked(ObjectSource source, ObjectTable objects, int object)
      throws IOException {
    byte[] content = source.read(object);
    if (!ObjectId.of(objects.type(object), content).equals(objects.id(object))) {
      throw source.changed(object);
    }
    return content;
  }

  private void drain(int flush) throws IOException {
    int n;
    do {
      n = deflater.deflate(output, 0, output.length, flush);
      spool.write(output, 0, n);
    } while (n == output.length);
  }

  /** Deflates in steps, so that a reader can enter the stream where each of them starts. */
  private void packBig(int object) throws IOException {
    long position = spool.position();
    long size = objects.size(object);
    MessageDigest sha1 = ObjectId.sha1();
    sha1.update(objects.type(object).header(size));
    deflater.reset();
    long[] steps = new long[(int) ((size - 1) / EntryPoints.STEP)];
    try (InputStream in = source.open(object)) {
      for (int i = 0; i < steps.length; i++) {
        deflate(object, in, EntryPoints.STEP, sha1);
        drain(Deflater.FULL_FLUSH);
        steps[i] = spool.position() - position;
      }
      deflate(object, in, size - (long) steps.length * EntryPoints.STEP, sha1);
      if (in.read() >= 0) {
        throw source.changed(object);
      }
    }
    if (!ObjectId.fromBytes(sha1.digest(), 0).equals(objects.id(object))) {
      throw source.changed(object);
    }
    deflater.finish();
    drain(Deflater.NO_FLUSH);
    packed.setSteps(object, steps);
    long length = spool.position() - position;
    packed.setSpooled(object, PackedEntries.WHOLE, 0, spool.number(), position, length);
  }

  private void deflate(int object, InputStream in, long length, MessageDigest sha1)
      throws IOException {
    for (long rest = length; rest > 0; ) {
      int n = in.read(input, 0, (int) Math.min(input.length, rest));
      if (n < 0) {
        throw source.changed(object);
      }
      sha1.update(input, 0, n);
      deflater.setInput(input, 0, n);
      drain(Deflater.NO_FLUSH);
      progress.add(n);
      rest -= n;
    }
  }

  /** Writes out the spool, which stays open to be read. */
  @Override
  public void close() throws IOException {
    deflater.end();
    spool.flush();
  }
}
