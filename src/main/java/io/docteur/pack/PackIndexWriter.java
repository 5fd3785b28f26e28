package io.docteur.pack;

import io.docteur.storage.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * Writes a pack index of version 2, byte for byte as {@code git index-pack} does: {@code
 * gitformat-pack(5)}.
 */
public final class PackIndexWriter {
  private static final int BUFFER_LENGTH = 8 << 10;

  private final OutputStream out;
  private final MessageDigest sha1 = ObjectId.sha1();
  private final byte[] buffer = new byte[BUFFER_LENGTH];
  private int buffered;
  private long written;

  private PackIndexWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * What an index says of each object. Every method throws {@link IndexOutOfBoundsException} when a
   * rank is not between 0 and {@link #count}.
   */
  public interface Entries {
    /** Returns the number of objects. */
    int count();

    /** Returns the id of the object with a rank; ids ascend. */
    ObjectId id(int rank) throws IOException;

    /**
     * Returns where the entry of the object with a rank starts, counted from the pack's first byte.
     * It may be any number that the index holds: whoever reads there checks it.
     */
    long offset(int rank) throws IOException;

    /** Returns the CRC-32 of the entry's bytes. */
    int crc32(int rank) throws IOException;
  }

  /**
   * Writes the index and returns its length in bytes. The stream stays open, and what it buffers is
   * the caller's to flush.
   *
   * @throws IllegalArgumentException when the ids do not ascend
   * @throws IOException when the stream fails
   */
  public static long write(Entries entries, ObjectId packChecksum, OutputStream out)
      throws IOException {
    return new PackIndexWriter(out).write(entries, packChecksum);
  }

  private long write(Entries entries, ObjectId packChecksum) throws IOException {
    putInt(PackIndex.MAGIC);
    putInt(PackIndex.VERSION);
    putFanOut(entries);
    int count = entries.count();
    for (int rank = 0; rank < count; rank++) {
      putId(entries.id(rank));
    }
    for (int rank = 0; rank < count; rank++) {
      putInt(entries.crc32(rank));
    }
    putOffsets(entries);
    putId(packChecksum);
    flush();
    out.write(sha1.digest());
    return written + ObjectId.LENGTH;
  }

  private void putFanOut(Entries entries) throws IOException {
    int[] fanOut = new int[PackIndex.FAN_OUT];
    ObjectId former = null;
    for (int rank = 0; rank < entries.count(); rank++) {
      ObjectId id = entries.id(rank);
      if (former != null && former.compareTo(id) > 0) {
        throw new IllegalArgumentException(id + " does not come after " + former);
      }
      fanOut[id.firstByte()]++;
      former = id;
    }
    int sum = 0;
    for (int each : fanOut) {
      sum += each;
      putInt(sum);
    }
  }

  private void putOffsets(Entries entries) throws IOException {
    int large = 0;
    for (int rank = 0; rank < entries.count(); rank++) {
      long offset = entries.offset(rank);
      putInt(offset > Integer.MAX_VALUE ? PackIndex.LARGE | large++ : (int) offset);
    }
    for (int rank = 0; large > 0; rank++) {
      long offset = entries.offset(rank);
      if (offset > Integer.MAX_VALUE) {
        putInt((int) (offset >>> Integer.SIZE));
        putInt((int) offset);
        large--;
      }
    }
  }

  private void putInt(int value) throws IOException {
    room(Integer.BYTES);
    Bytes.putInt(buffer, buffered, value);
    buffered += Integer.BYTES;
  }

  private void putId(ObjectId id) throws IOException {
    room(ObjectId.LENGTH);
    id.put(buffer, buffered);
    buffered += ObjectId.LENGTH;
  }

  private void room(int length) throws IOException {
    if (buffered + length > buffer.length) {
      flush();
    }
  }

  private void flush() throws IOException {
    sha1.update(buffer, 0, buffered);
    out.write(buffer, 0, buffered);
    written += buffered;
    buffered = 0;
  }
}
