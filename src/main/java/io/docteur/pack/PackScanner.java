package io.docteur.pack;

import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;

/**
 * Walks over the entries of a pack from its header on, in the order in which they lie, without an
 * index and in constant memory: every stream is inflated, for only that tells where it ends, and
 * what is stored whole is hashed on the way. Not thread-safe.
 */
public final class PackScanner implements Closeable {
  /** An entry of at most so many bytes is inflated at once. */
  private static final int BUFFER_LENGTH = 256 << 10;

  /** A byte of a header, and the stream of nothing. */
  private static final int LEAST_ENTRY = 9;

  private final PackBytes pack;
  private final long count;
  private final MessageDigest sha1 = ObjectId.sha1();
  private final byte[] buffer = new byte[BUFFER_LENGTH];
  private final EntryInflater inflater = new EntryInflater(Inflating.JAVA);
  private long scanned;
  private long next = PackFormat.HEADER_LENGTH;

  /**
   * A scanner before the first entry.
   *
   * @param start the position of the pack's first byte in the storage
   * @param end a position that no entry's bytes reach past; more may lie before it than the pack
   * @throws io.docteur.DamagedImageException when no pack of version 2 starts there, or one of more
   *     objects than fit
   * @throws IllegalArgumentException when the part is not one of the storage
   * @throws IOException when the storage cannot be read
   */
  public PackScanner(Storage storage, long start, long end) throws IOException {
    pack = new PackBytes(storage, start, end);
    byte[] header = new byte[PackFormat.HEADER_LENGTH];
    if (end - start < header.length) {
      throw pack.damaged(0, "no pack fits here");
    }
    storage.read(start, header, 0, header.length);
    if (Bytes.getInt(header, 0) != PackFormat.MAGIC
        || Bytes.getInt(header, Integer.BYTES) != PackFormat.VERSION) {
      throw pack.damaged(0, "no pack of version 2 starts here");
    }
    count = Integer.toUnsignedLong(Bytes.getInt(header, 2 * Integer.BYTES));
    if (count > (end - start) / LEAST_ENTRY) {
      throw pack.damaged(2 * Integer.BYTES, "a pack of " + count + " objects does not fit here");
    }
  }

  /**
   * An entry and where its bytes end.
   *
   * @param entry its header; of a REF_DELTA the base is known by its id only
   * @param end the offset behind its last byte, from the pack's first byte
   * @param crc32 the CRC-32 of its bytes, header included
   * @param id the id of the object, computed from its content; null of a delta
   */
  public record Scanned(PackEntry entry, long end, int crc32, ObjectId id) {}

  /** Returns the number of entries that the pack says it has. */
  public long count() {
    return count;
  }

  /**
   * Returns the offset of the next entry, counted from the pack's first byte; after the last one,
   * that of the pack's trailer, its SHA-1.
   */
  public long offset() {
    return next;
  }

  /**
   * Returns the next entry, or null when all were returned.
   *
   * @throws io.docteur.DamagedImageException when what lies there is no sound entry
   * @throws IOException when the storage cannot be read
   */
  public Scanned next() throws IOException {
    if (scanned == count) {
      return null;
    }
    PackEntry entry = pack.entry(next);
    inflater.start(pack, entry);
    ObjectId id = inflate(entry);
    long end = inflater.endOffset();
    int crc32 = pack.crc32(next, end, buffer);
    next = end;
    scanned++;
    return new Scanned(entry, end, crc32, id);
  }

  /** Inflates all of an entry and returns the id of the object that it is, if it is one. */
  private ObjectId inflate(PackEntry entry) throws IOException {
    if (!entry.isDelta()) {
      sha1.update(entry.type().header(entry.size()));
    }
    for (int n = inflater.read(buffer, 0, buffer.length);
        n >= 0;
        n = inflater.read(buffer, 0, buffer.length)) {
      if (!entry.isDelta()) {
        sha1.update(buffer, 0, n);
      }
    }
    return entry.isDelta() ? null : ObjectId.fromBytes(sha1.digest(), 0);
  }

  /** Releases the inflater; the storage stays open. */
  @Override
  public void close() {
    inflater.release();
  }
}
