package io.docteur.pack;

import io.docteur.DamagedImageException;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * The part of a storage in which a pack lies, and the headers of the entries in it. Thread-safe.
 *
 * @param start the position of the pack's first byte in the storage
 * @param end the position that no entry's bytes reach past
 */
record PackBytes(Storage storage, long start, long end) {
  /** A type and a size of 64 bits in ten bytes, and the longest base: an id. */
  private static final int LONGEST_HEADER = 10 + ObjectId.LENGTH;

  /** Deflate writes a run of 258 bytes in two bits at best. */
  private static final long MOST_INFLATED_PER_BYTE = 1032;

  PackBytes {
    if (start < 0 || end < start || end > storage.size()) {
      throw new IllegalArgumentException("a pack from " + start + " to " + end);
    }
  }

  /** Tells whether so many bytes at an offset can be an entry. */
  boolean holds(long offset, long length) {
    return offset >= PackFormat.HEADER_LENGTH && length <= end - start - offset;
  }

  /** Returns the header at an offset. The base of a REF_DELTA is not looked up. */
  PackEntry entry(long offset) throws IOException {
    if (offset < PackFormat.HEADER_LENGTH || offset >= end - start) {
      throw damaged(offset, "no entry of the pack starts here");
    }
    int length = (int) Math.min(LONGEST_HEADER, end - start - offset);
    byte[] bytes = new byte[length];
    storage.read(start + offset, bytes, 0, length);
    return entry(offset, bytes, length);
  }

  /**
   * Returns the header of the entry that starts at an offset and in the first bytes of an array.
   */
  PackEntry entry(long offset, byte[] bytes, int length) throws DamagedImageException {
    try {
      return parse(offset, bytes, length);
    } catch (IndexOutOfBoundsException e) {
      throw damaged(offset, "the header of an entry runs past the end of the pack");
    }
  }

  private PackEntry parse(long offset, byte[] bytes, int length) throws DamagedImageException {
    int at = 0;
    int b = bytes[at++];
    int code = b >> 4 & 7;
    long size = b & 15;
    for (int shift = 4; b < 0; shift += 7) {
      b = bytes[at++];
      long part = b & 0x7f;
      if (shift > Long.SIZE - 8 && part >>> Math.max(0, Long.SIZE - 1 - shift) != 0) {
        throw damaged(offset, "an entry declares a size of more than 63 bits");
      }
      size |= part << shift;
    }
    ObjectType type = ObjectType.ofCode(code);
    long base = -1;
    ObjectId baseId = null;
    if (code == PackFormat.OFS_DELTA) {
      b = bytes[at++];
      long distance = b & 0x7f;
      while (b < 0) {
        b = bytes[at++];
        distance = ((distance + 1) << 7) | (b & 0x7f);
        if (distance >= offset) {
          break; // checked below, before it can overflow
        }
      }
      base = offset - distance;
      if (distance == 0 || base < PackFormat.HEADER_LENGTH) {
        throw damaged(offset, "the base of a delta does not lie before it");
      }
    } else if (code == PackFormat.REF_DELTA) {
      if (at + ObjectId.LENGTH > length) {
        throw new IndexOutOfBoundsException(at);
      }
      baseId = ObjectId.fromBytes(bytes, at);
      at += ObjectId.LENGTH;
    } else if (type == null) {
      throw damaged(offset, "an entry of the unknown type " + code);
    }
    Objects.checkFromToIndex(0, at, length);
    PackEntry entry = new PackEntry(offset, type, size, base, baseId, offset + at);
    checkSize(entry);
    return entry;
  }

  /**
   * What an entry declares is believed only as far as the bytes that follow could inflate to it.
   */
  private void checkSize(PackEntry entry) throws DamagedImageException {
    long rest = end - start - entry.dataOffset();
    if (entry.size() / MOST_INFLATED_PER_BYTE > rest) {
      throw damaged(
          entry.offset(),
          "an entry declares " + entry.size() + " bytes, and only " + rest + " follow it");
    }
  }

  /**
   * Returns the CRC-32 of the bytes between two offsets, as an index has it of an entry.
   *
   * @param buffer what the bytes go through
   */
  int crc32(long from, long end, byte[] buffer) throws IOException {
    CRC32 crc = new CRC32();
    for (long at = from; at < end; at += buffer.length) {
      int length = (int) Math.min(buffer.length, end - at);
      storage.read(start + at, buffer, 0, length);
      crc.update(buffer, 0, length);
    }
    return (int) crc.getValue();
  }

  DamagedImageException damaged(long offset, String reason) {
    return damaged(offset, null, reason);
  }

  DamagedImageException damaged(long offset, ObjectId id, String reason) {
    String object = id == null ? null : id.toString();
    return new DamagedImageException(storage.name(), start + offset, object, reason);
  }

  /**
   * Demands a type of the object at an offset.
   *
   * @throws io.docteur.DamagedImageException when it has another one
   */
  void checkType(long offset, ObjectType type, ObjectType expected) throws IOException {
    if (type != expected) {
      throw damaged(
          offset, "a " + type.gitName() + " lies where a " + expected.gitName() + " should");
    }
  }
}
