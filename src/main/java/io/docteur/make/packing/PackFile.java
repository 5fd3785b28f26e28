package io.docteur.make.packing;

import io.docteur.image.ImageFormat;
import io.docteur.make.output.WriteFailure;
import io.docteur.make.source.ObjectSource;
import io.docteur.make.source.ObjectTable;
import io.docteur.make.task.Progress;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.pack.PackFormat;
import io.docteur.pack.PackIndexWriter;
import io.docteur.storage.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Writes a pack of version 2 to where it lies in an image, and notes what its index must say. */
final class PackFile implements Closeable {
  private static final int BUFFER = 1 << 18;
  private static final int MAX_ENTRY_HEADER = 32;

  private final ObjectTable objects;
  private final PackedEntries packed;
  private final Path path;
  private final FileChannel file;
  private final HashingThread sha1 = new HashingThread();
  private final byte[] scratch = new byte[BUFFER];
  private final byte[] header = new byte[MAX_ENTRY_HEADER];
  private final CRC32 crc = new CRC32();
  private final long[] offsets;
  private final int[] crcs;
  private final Map<Integer, EntryPoints.Steps> steps = new HashMap<>();

  /** Of the entry that is being written, where it has steps; else null. */
  private StepSums sums;

  private byte[] buffer = new byte[BUFFER];

  /** What was written before, and is hashed while the other one is filled. */
  private byte[] written = new byte[BUFFER];

  private int buffered;
  private long position;

  /**
   * A pack in an existing file, which it is going to be the end of.
   *
   * @param path the file of the image
   */
  PackFile(Path path, ObjectTable objects, PackedEntries packed) throws IOException {
    this.path = path;
    this.objects = objects;
    this.packed = packed;
    this.offsets = new long[objects.count()];
    this.crcs = new int[objects.count()];
    this.file = FileChannel.open(path, StandardOpenOption.WRITE);
    file.position(ImageFormat.PACK_START);
  }

  /**
   * Writes the whole pack.
   *
   * @param order the objects in the order of their entries, a delta behind its base
   * @return the pack's checksum
   */
  ObjectId write(int[] order, ObjectSource source, Spools spools, Progress progress)
      throws IOException {
    Bytes.putInt(header, 0, PackFormat.MAGIC);
    Bytes.putInt(header, 4, PackFormat.VERSION);
    Bytes.putInt(header, 8, order.length);
    write(header, 0, 12);
    for (int object : order) {
      writeEntry(object, source, spools);
      progress.add(1);
    }
    flush();
    byte[] checksum = sha1.digest();
    writeFully(checksum, checksum.length);
    return ObjectId.fromBytes(checksum, 0);
  }

  private void writeEntry(int object, ObjectSource source, Spools spools) throws IOException {
    offsets[object] = position;
    crc.reset();
    boolean stored = packed.isStored(object);
    int base = packed.base(object);
    if (base == PackedEntries.WHOLE) {
      int length = putTypeAndSize(objects.type(object).code(), objects.size(object));
      if (stored) {
        takeSteps(object, source);
      } else {
        sums = stepSums(object, length);
      }
      write(header, 0, length);
    } else {
      long size = stored ? source.stored(object).size() : packed.deltaSize(object);
      int length = putTypeAndSize(PackFormat.OFS_DELTA, size);
      write(header, 0, length);
      int start = putDistance(offsets[object] - offsets[base]);
      write(header, start, header.length - start);
    }
    if (stored) {
      source.copyStored(object, this::write);
    } else {
      Spool spool = spools.get(packed.spool(object));
      spool.copy(packed.position(object), packed.length(object), this::write, scratch);
    }
    crcs[object] = (int) crc.getValue();
    sums = null;
  }

  /** Notes the steps of a large blob that the source has in them. */
  private void takeSteps(int object, ObjectSource source) throws IOException {
    if (objects.size(object) >= Packing.BIG_FILE_THRESHOLD) {
      steps.put(object, source.steps(object));
    }
  }

  /** Returns what the steps of a large blob are noted in, or null. */
  private StepSums stepSums(int object, int headerLength) {
    long[] later = packed.steps(object);
    if (later == null || objects.type(object) != ObjectType.BLOB) {
      return null;
    }
    StepSums noted = new StepSums(objects.size(object), headerLength, later, packed.length(object));
    steps.put(object, noted);
    return noted;
  }

  /** Puts the head of an entry at the start of {@link #header} and returns its length. */
  private int putTypeAndSize(int code, long size) {
    int length = 0;
    int b = code << 4 | (int) (size & 0xf);
    for (long rest = size >>> 4; rest != 0; rest >>>= 7) {
      header[length++] = (byte) (b | 0x80);
      b = (int) (rest & 0x7f);
    }
    header[length++] = (byte) b;
    return length;
  }

  /** Puts how far back a base lies at the end of {@link #header} and returns where it starts. */
  private int putDistance(long distance) {
    int start = header.length;
    long rest = distance;
    header[--start] = (byte) (rest & 0x7f);
    for (rest >>>= 7; rest != 0; rest >>>= 7) {
      rest--;
      header[--start] = (byte) ((rest & 0x7f) | 0x80);
    }
    return start;
  }

  private void write(byte[] bytes, int offset, int length) throws IOException {
    crc.update(bytes, offset, length);
    if (sums != null) {
      sums.update(bytes, offset, length);
    }
    position += length;
    if (length > buffer.length - buffered) {
      flush();
    }
    if (length > buffer.length) {
      throw new IllegalArgumentException("a piece of " + length + " bytes");
    }
    System.arraycopy(bytes, offset, buffer, buffered, length);
    buffered += length;
  }

  private void flush() throws IOException {
    sha1.update(buffer, buffered);
    writeFully(buffer, buffered);
    byte[] next = written;
    written = buffer;
    buffer = next;
    buffered = 0;
  }

  private void writeFully(byte[] bytes, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    try {
      while (rest.hasRemaining()) {
        file.write(rest);
      }
    } catch (IOException e) {
      throw WriteFailure.of(path, e);
    }
  }

  /**
   * Returns what the index must say of the objects.
   *
   * @param byId the objects in the order of their ids
   */
  PackIndexWriter.Entries entries(int[] byId) {
    return new PackIndexWriter.Entries() {
      @Override
      public int count() {
        return byId.length;
      }

      @Override
      public ObjectId id(int rank) {
        return objects.id(byId[rank]);
      }

      @Override
      public long offset(int rank) {
        return offsets[byId[rank]];
      }

      @Override
      public int crc32(int rank) {
        return crcs[byId[rank]];
      }
    };
  }

  /**
   * Returns the steps of the large blobs by their ranks.
   *
   * @param byId the objects in the order of their ids
   */
  SortedMap<Integer, EntryPoints.Steps> points(int[] byId) {
    SortedMap<Integer, EntryPoints.Steps> points = new TreeMap<>();
    for (int rank = 0; !steps.isEmpty() && rank < byId.length; rank++) {
      if (steps.containsKey(byId[rank])) {
        points.put(rank, steps.get(byId[rank]));
      }
    }
    return points;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      sha1.close();
    }
  }
}
