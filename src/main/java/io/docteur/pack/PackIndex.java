package io.docteur.pack;

import io.docteur.DamagedImageException;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Objects;

/**
 * A pack index of version 2 ({@code gitformat-pack(5)}), read where it lies: opening it costs the
 * same for any size. Thread-safe.
 */
public final class PackIndex implements ObjectIndex, PackIndexWriter.Entries {
  /** The first four bytes, {@code FF 't' 'O' 'c'}. */
  public static final int MAGIC = 0xff744f63;

  /** The only version that there is beside one without a magic number. */
  public static final int VERSION = 2;

  /** The number of counters in the fan-out: one for each first byte of an id. */
  static final int FAN_OUT = 256;

  /** The bit of a 31-bit offset which says that the rest is a rank in the table of 64-bit ones. */
  static final int LARGE = 1 << 31;

  private static final int HEADER_LENGTH = 2 * Integer.BYTES + FAN_OUT * Integer.BYTES;
  private static final int CHECKSUMS_LENGTH = 2 * ObjectId.LENGTH;
  private static final int BYTES_PER_OBJECT = ObjectId.LENGTH + 2 * Integer.BYTES;

  /** How many ids are read at once: a kilobyte, to where chance puts an id more often than not. */
  private static final int WINDOW = 48;

  /** Ids of any honest index are found in fewer guesses; after so many the rest is bisected. */
  private static final int MOST_GUESSES = 4;

  /** The bits of an id's first 64 which follow its first byte. */
  private static final long AFTER_FIRST_BYTE = (1L << 56) - 1;

  private static final int SCAN_LENGTH = 8 << 10;

  private final Storage storage;
  private final long position;
  private final int[] fanOut;
  private final int count;
  private volatile long length;

  private PackIndex(Storage storage, long position, int[] fanOut) {
    this.storage = storage;
    this.position = position;
    this.fanOut = fanOut;
    this.count = fanOut[FAN_OUT - 1];
  }

  /**
   * Opens the index that starts at a position.
   *
   * @throws io.docteur.DamagedImageException when no index of version 2 starts there, when its
   *     fan-out decreases, or when it cannot fit into the storage
   * @throws FileSystemException when it is of more than 2,147,483,647 objects
   * @throws IOException when the storage cannot be read
   */
  public static PackIndex open(Storage storage, long position) throws IOException {
    long room = storage.size() - CHECKSUMS_LENGTH - HEADER_LENGTH;
    if (position < 0 || position > room) {
      throw damaged(storage, position, "no pack index fits here");
    }
    byte[] header = new byte[HEADER_LENGTH];
    storage.read(position, header, 0, HEADER_LENGTH);
    if (Bytes.getInt(header, 0) != MAGIC || Bytes.getInt(header, Integer.BYTES) != VERSION) {
      throw damaged(storage, position, "no pack index of version 2 starts here");
    }
    int[] fanOut = new int[FAN_OUT];
    long former = 0;
    for (int i = 0; i < FAN_OUT; i++) {
      fanOut[i] = Bytes.getInt(header, (2 + i) * Integer.BYTES);
      long counter = Integer.toUnsignedLong(fanOut[i]);
      if (counter < former) {
        throw damaged(storage, position, "the pack index's fan-out decreases at " + i);
      }
      former = counter;
    }
    if (former > (room - position) / BYTES_PER_OBJECT) {
      throw damaged(storage, position, "a pack index of " + former + " objects does not fit here");
    }
    if (former > Integer.MAX_VALUE) {
      throw new FileSystemException(
          storage.name(), null, "an image of " + former + " objects is more than can be read");
    }
    return new PackIndex(storage, position, fanOut);
  }

  /**
   * Returns the bytes of the whole index, its two checksums included. The first call reads all
   * offsets, since only they tell how many of them have 64 bits.
   *
   * @throws io.docteur.DamagedImageException when the index does not fit into the storage
   */
  public long length() throws IOException {
    long known = length;
    if (known == 0) {
      known = largeOffsets() - position + countLarge() * Long.BYTES + CHECKSUMS_LENGTH;
      if (known > storage.size() - position) {
        throw damaged(storage, position, "the pack index runs past the end");
      }
      length = known;
    }
    return known;
  }

  private long countLarge() throws IOException {
    byte[] buffer = new byte[SCAN_LENGTH];
    long large = 0;
    for (long at = offsets(), end = largeOffsets(); at < end; at += buffer.length) {
      int part = (int) Math.min(buffer.length, end - at);
      storage.read(at, buffer, 0, part);
      for (int i = 0; i < part; i += Integer.BYTES) {
        large += buffer[i] >>> (Integer.SIZE - 1);
      }
    }
    return large;
  }

  @Override
  public int count() {
    return count;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Ids are evenly distributed, so an interpolation search finds one in about one read; an index
   * whose ids are not is bisected.
   */
  @Override
  public int rank(ObjectId id) throws IOException {
    int low = id.firstByte() == 0 ? 0 : fanOut[id.firstByte() - 1];
    int high = fanOut[id.firstByte()];
    long key = id.a() & AFTER_FIRST_BYTE;
    double lowKey = 0;
    double highKey = AFTER_FIRST_BYTE;
    byte[] window = new byte[Math.min(WINDOW, high - low) * ObjectId.LENGTH];
    for (int guesses = 0; low < high; guesses++) {
      double share = guesses < MOST_GUESSES ? (key - lowKey) / (highKey - lowKey) : 0.5;
      int length = Math.min(WINDOW, high - low);
      long middle = low + (long) (share * (high - low)); // a share that is no number gives 0
      int from = (int) Math.max(low, Math.min(high - length, middle - length / 2));
      storage.read(ids() + (long) from * ObjectId.LENGTH, window, 0, length * ObjectId.LENGTH);
      int found = search(window, length, id);
      if (found >= 0) {
        return from + found;
      }
      int before = -found - 1; // how many ids of the window come before the one that is sought
      if (before > 0 && before < length) {
        return -1;
      }
      if (before == 0) {
        high = from;
        highKey = keyAt(window, 0);
      } else {
        low = from + length;
        lowKey = keyAt(window, length - 1);
      }
    }
    return -1;
  }

  private static double keyAt(byte[] window, int index) {
    return Bytes.getLong(window, index * ObjectId.LENGTH) & AFTER_FIRST_BYTE;
  }

  /** As {@link java.util.Arrays#binarySearch}. */
  private static int search(byte[] window, int length, ObjectId id) {
    int low = 0;
    int high = length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = ObjectId.fromBytes(window, middle * ObjectId.LENGTH).compareTo(id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  @Override
  public ObjectId id(int rank) throws IOException {
    Objects.checkIndex(rank, count);
    return readId(ids() + (long) rank * ObjectId.LENGTH);
  }

  @Override
  public long offset(int rank) throws IOException {
    Objects.checkIndex(rank, count);
    int offset = readInt(offsets() + (long) rank * Integer.BYTES);
    if (offset >= 0) {
      return offset;
    }
    long at = largeOffsets() + (long) (offset & ~LARGE) * Long.BYTES;
    if (at > storage.size() - CHECKSUMS_LENGTH - Long.BYTES) {
      throw damaged(storage, at, "the pack index has no such 64-bit offset");
    }
    byte[] bytes = new byte[Long.BYTES];
    storage.read(at, bytes, 0, bytes.length);
    return Bytes.getLong(bytes, 0);
  }

  /**
   * Returns the CRC-32 of the entry with a rank, as it lies in the pack.
   *
   * @throws IndexOutOfBoundsException when the rank is not between 0 and {@link #count}
   * @throws IOException when the storage cannot be read
   */
  @Override
  public int crc32(int rank) throws IOException {
    Objects.checkIndex(rank, count);
    return readInt(crcs() + (long) rank * Integer.BYTES);
  }

  /** Returns the checksum of the pack that this index was made for, after {@link #length}. */
  public ObjectId packChecksum() throws IOException {
    return readId(position + length() - CHECKSUMS_LENGTH);
  }

  /** Returns the checksum of the index as it is recorded in it, after {@link #length}. */
  public ObjectId indexChecksum() throws IOException {
    return readId(position + length() - ObjectId.LENGTH);
  }

  private long ids() {
    return position + HEADER_LENGTH;
  }

  private long crcs() {
    return ids() + (long) count * ObjectId.LENGTH;
  }

  private long offsets() {
    return crcs() + (long) count * Integer.BYTES;
  }

  private long largeOffsets() {
    return offsets() + (long) count * Integer.BYTES;
  }

  private int readInt(long at) throws IOException {
    byte[] bytes = new byte[Integer.BYTES];
    storage.read(at, bytes, 0, bytes.length);
    return Bytes.getInt(bytes, 0);
  }

  private ObjectId readId(long at) throws IOException {
    byte[] bytes = new byte[ObjectId.LENGTH];
    storage.read(at, bytes, 0, bytes.length);
    return ObjectId.fromBytes(bytes, 0);
  }

  private static DamagedImageException damaged(Storage storage, long position, String reason) {
    return new DamagedImageException(storage.name(), position, null, reason);
  }

  /**
   * Compares the index with the one that git writes of the same objects for a pack.
   *
   * @param packChecksum the checksum of the pack
   * @return the position in the storage of the first byte that differs, or -1 when none does
   * @throws IllegalArgumentException when the ids do not ascend
   */
  public long difference(ObjectId packChecksum) throws IOException {
    ComparingStream stream = new ComparingStream(storage, position);
    PackIndexWriter.write(this, packChecksum, stream);
    return stream.difference();
  }
}
