package io.docteur.layout;

import io.docteur.art.Art;
import io.docteur.art.MalformedArtException;
import io.docteur.pack.ObjectId;
import io.docteur.storage.Bytes;

/**
 * The value that a directory's ART keeps for a name:
 *
 * <pre>
 * LEB128   detail &lt;&lt; 3 | kind
 *            detail of a directory: the position of its ART + 2; 1: empty; 0: none is stored
 *            detail of anything else: the size of its object + 1; 0: not known
 * W bytes  the rank of the object, little-endian, or the number of objects when it is absent;
 *          W is what the number of objects needs
 * 20 bytes the id of an absent object
 * </pre>
 */
final class EntryCodec {
  /** The longest record. */
  static final int MAX_LENGTH = Long.BYTES + 2 + Integer.BYTES + ObjectId.LENGTH;

  private static final int KIND_BITS = 3;
  private static final int KIND_MASK = (1 << KIND_BITS) - 1;
  private static final int ART_BIAS = 2;
  private static final int SIZE_BIAS = 1;

  private final int objects;
  private final int rankLength;

  /** The records of a pack of so many objects. */
  EntryCodec(int objects) {
    this.objects = objects;
    this.rankLength =
        (Integer.SIZE - Integer.numberOfLeadingZeros(objects) + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** Writes an entry, all but its name, to the start of an array and returns its length. */
  int encode(Entry entry, byte[] target) {
    long detail =
        entry.kind() == EntryKind.DIRECTORY ? entry.art() + ART_BIAS : entry.size() + SIZE_BIAS;
    int end = Bytes.putVarLong(target, 0, detail << KIND_BITS | entry.kind().code());
    boolean absent = entry.rank() == Entry.NO_RANK;
    int rank = absent ? objects : entry.rank();
    for (int i = 0; i < rankLength; i++) {
      target[end++] = (byte) (rank >>> Byte.SIZE * i);
    }
    if (absent) {
      entry.absent().put(target, end);
      end += ObjectId.LENGTH;
    }
    return end;
  }

  /**
   * Reads an entry.
   *
   * @param name its name
   * @param value where its record starts
   * @param directory the position of the ART that holds it: a child's lies before it
   * @throws MalformedArtException when there is no record, or one that cannot be true
   */
  Entry decode(byte[] name, Art.Value value, long directory) throws MalformedArtException {
    try {
      return decode(name, value.bytes(), value.offset(), directory);
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedArtException(directory, "a record that does not end");
    }
  }

  private Entry decode(byte[] name, byte[] bytes, int offset, long directory)
      throws MalformedArtException {
    long first = Bytes.getVarLong(bytes, offset);
    EntryKind kind = EntryKind.ofCode((int) first & KIND_MASK);
    if (kind == null) {
      throw new MalformedArtException(directory, "a record of an unknown kind");
    }
    long detail = first >>> KIND_BITS;
    int index = offset + Bytes.varLongLength(first);
    int rank = 0;
    for (int i = 0; i < rankLength; i++) {
      rank |= (bytes[index++] & 0xff) << Byte.SIZE * i;
    }
    if (rank < 0 || rank > objects) {
      throw new MalformedArtException(directory, "a record of an object that is not there");
    }
    ObjectId absent = rank == objects ? ObjectId.fromBytes(bytes, index) : null;
    int knownRank = absent == null ? rank : Entry.NO_RANK;
    if (kind != EntryKind.DIRECTORY) {
      return new Entry(name, kind, knownRank, detail - SIZE_BIAS, Entry.NO_ART, absent);
    }
    long art = detail - ART_BIAS;
    if (art >= directory) {
      throw new MalformedArtException(directory, "a child's ART that lies after its parent's");
    }
    return new Entry(name, kind, knownRank, Entry.UNKNOWN_SIZE, art, absent);
  }
}
