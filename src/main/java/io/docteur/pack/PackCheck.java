package io.docteur.pack;

import io.docteur.DamagedImageException;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.security.MessageDigest;

/**
 * Checks the entries of a pack one by one against an index: that each is sound, ends where the next
 * one starts, has its CRC-32, and holds the object of its id. Thread-safe: any entries may be
 * checked at once.
 */
public final class PackCheck {
  private static final int BUFFER_LENGTH = 64 << 10;

  private final PackBytes bytes;
  private final Pack pack;
  private final PackIndexWriter.Entries index;

  private final PackOrder order;

  /**
   * A check of the entries that an index lists.
   *
   * @param start the position of the pack's first byte in the storage
   * @param end a position that no entry's bytes reach past
   * @param pack the same part of the same storage
   */
  public PackCheck(Storage storage, long start, long end, Pack pack, PackIndexWriter.Entries index)
      throws IOException {
    this.bytes = new PackBytes(storage, start, end);
    this.pack = pack;
    this.index = index;
    this.order = PackOrder.of(index);
  }

  /** Returns the number of entries. */
  public int count() {
    return order.count();
  }

  /** Returns the offset of the entry with a number in the order of the pack, from 0. */
  public long offset(int number) {
    return order.offset(number);
  }

  /** Returns the rank of the object of the entry with a number. */
  public int rank(int number) {
    return order.rank(number);
  }

  /** Returns the id of the object of the entry with a number. */
  public ObjectId id(int number) throws IOException {
    return index.id(order.rank(number));
  }

  /** Returns the offset at which the first entry has to start. */
  public static long firstOffset() {
    return PackFormat.HEADER_LENGTH;
  }

  /** Reads the families of all entries but the last, whose end no other entry's start tells. */
  public Families families() throws IOException {
    return Families.of(bytes, order, pack.index(), Math.max(0, order.count() - 1));
  }

  /** Returns what tells the types of all objects, for one thread. */
  public ObjectTypes types() {
    return new ObjectTypes(bytes, order, pack);
  }

  /** Returns what finds out for one thread which entries of some families are sound. */
  public FamilyCheck familyCheck(Families families) {
    return new FamilyCheck(bytes, index, order, families, pack.maxHeap());
  }

  /**
   * Checks the entry with a number and returns the offset behind its last byte.
   *
   * @throws DamagedImageException with what is wrong, the position and the object's id
   */
  public long check(int number) throws IOException {
    long offset = order.offset(number);
    if (number > 0 && order.offset(number - 1) == offset) {
      throw damaged(number, "the index lists two objects at one position");
    }
    PackEntry entry = bytes.entry(offset);
    EntryInflater inflater = pack.takeInflater();
    try {
      inflater.start(bytes, entry);
      ObjectId id = entry.isDelta() ? null : hash(entry, inflater);
      inflater.skip(Long.MAX_VALUE);
      long end = inflater.endOffset();
      checkEnd(number, end);
      if (bytes.crc32(offset, end, inflater.scratch()) != index.crc32(order.rank(number))) {
        throw damaged(number, "the CRC-32 of an entry is not what the index says");
      }
      if (!id(number).equals(id == null ? pack.hash(offset) : id)) {
        throw damaged(number, "an object whose content is not what its id says");
      }
      return end;
    } finally {
      pack.giveBack(inflater);
    }
  }

  /**
   * Tells whether a table says of the entry with a number what is so.
   *
   * @param end the offset behind the entry
   */
  public boolean agrees(EntryTable table, int number, long end) throws IOException {
    return table.row(order.rank(number)) == order.row(bytes.entry(offset(number)), end);
  }

  private static ObjectId hash(PackEntry entry, EntryInflater inflater) throws IOException {
    MessageDigest sha1 = ObjectId.sha1();
    sha1.update(entry.type().header(entry.size()));
    byte[] buffer = inflater.scratch();
    for (int count = inflater.read(buffer, 0, buffer.length);
        count >= 0;
        count = inflater.read(buffer, 0, buffer.length)) {
      sha1.update(buffer, 0, count);
    }
    return ObjectId.fromBytes(sha1.digest(), 0);
  }

  private void checkEnd(int number, long end) throws IOException {
    if (number + 1 < order.count() && end != order.offset(number + 1)) {
      throw damaged(
          number,
          "an entry ends at offset " + end + ", the next starts at " + order.offset(number + 1));
    }
  }

  /**
   * Returns the SHA-1 of all bytes before an offset, as the trailer of a pack has it.
   *
   * @param end the offset of the trailer
   */
  public ObjectId checksum(long end) throws IOException {
    MessageDigest sha1 = ObjectId.sha1();
    byte[] buffer = new byte[BUFFER_LENGTH];
    for (long at = 0; at < end; at += buffer.length) {
      int length = (int) Math.min(buffer.length, end - at);
      bytes.storage().read(bytes.start() + at, buffer, 0, length);
      sha1.update(buffer, 0, length);
    }
    return ObjectId.fromBytes(sha1.digest(), 0);
  }

  /** Returns the trailer at an offset, or null when it does not fit there. */
  public ObjectId trailer(long offset) throws IOException {
    if (offset + ObjectId.LENGTH > bytes.end() - bytes.start()) {
      return null;
    }
    byte[] trailer = new byte[ObjectId.LENGTH];
    bytes.storage().read(bytes.start() + offset, trailer, 0, trailer.length);
    return ObjectId.fromBytes(trailer, 0);
  }

  private DamagedImageException damaged(int number, String reason) throws IOException {
    return bytes.damaged(order.offset(number), id(number), reason);
  }
}
