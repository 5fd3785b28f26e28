package io.docteur.image;

import io.docteur.pack.ObjectId;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What leads to the layout that an image carries. It ends where the index starts, the one place
 * that the header tells. All numbers have 64 bits and are big-endian:
 *
 * <pre>
 *   0  magic "DOCTEURL"
 *   8  version
 *  16  position of the table of sections
 *  24  length of the table in bytes
 *  32  the pack's checksum (20 bytes)
 *  52  the index's checksum (20 bytes)
 *  72  length of the index in bytes, which only a look at all of it would tell otherwise
 *  80  CRC-32 of the table
 *  88  CRC-32 of the bytes before
 * </pre>
 *
 * @param packChecksum the checksum of the pack that the layout was made for
 * @param indexChecksum the checksum of its index
 * @param indexLength the bytes of the index
 * @param tablePosition where the table lies
 * @param sections the table
 */
record Footer(
    ObjectId packChecksum,
    ObjectId indexChecksum,
    long indexLength,
    long tablePosition,
    List<Section> sections) {
  /** The bytes of a footer. */
  static final int LENGTH = 96;

  private static final long MAGIC = 0x444f_4354_4555_524cL; // "DOCTEURL"
  private static final long VERSION = 1;
  private static final int MAGIC_AT = 0;
  private static final int VERSION_AT = 8;
  private static final int TABLE_POSITION_AT = 16;
  private static final int TABLE_LENGTH_AT = 24;
  private static final int PACK_CHECKSUM_AT = 32;
  private static final int INDEX_CHECKSUM_AT = 52;
  private static final int INDEX_LENGTH_AT = 72;
  private static final int TABLE_CRC_AT = 80;
  private static final int CRC_AT = 88;

  /** An index ends with two checksums: the pack's, its own. They stand the same way here. */
  private static final int CHECKSUMS_LENGTH = 2 * ObjectId.LENGTH;

  /** A table of more rows than this is no table. */
  private static final int MAX_SECTIONS = 1024;

  /**
   * Reads the footer that ends at an index.
   *
   * @return the footer, or null when there is none
   * @throws UnusableLayoutException when it has another version, when it or its table is damaged,
   *     or when it was made for another pack or another index
   */
  static Footer read(Storage storage, long indexPosition)
      throws IOException, UnusableLayoutException {
    long position = indexPosition - LENGTH;
    if (position < ImageFormat.FIRST_INDEX_POSITION) {
      return null;
    }
    byte[] footer = new byte[LENGTH];
    storage.read(position, footer, 0, LENGTH);
    if (Bytes.getLong(footer, MAGIC_AT) != MAGIC) {
      return null;
    }
    long version = Bytes.getLong(footer, VERSION_AT);
    require(version == VERSION, "a layout of the unknown version " + version);
    require(Bytes.getLong(footer, CRC_AT) == crc(footer, CRC_AT), "a damaged footer");
    long indexLength = Bytes.getLong(footer, INDEX_LENGTH_AT);
    require(
        indexLength >= CHECKSUMS_LENGTH && indexLength <= storage.size() - indexPosition,
        "a layout of an index that cannot be there");
    byte[] checksums = new byte[CHECKSUMS_LENGTH];
    storage.read(indexPosition + indexLength - CHECKSUMS_LENGTH, checksums, 0, CHECKSUMS_LENGTH);
    require(
        Arrays.equals(
            checksums,
            0,
            CHECKSUMS_LENGTH,
            footer,
            PACK_CHECKSUM_AT,
            PACK_CHECKSUM_AT + CHECKSUMS_LENGTH),
        "a layout of another pack or index");
    return new Footer(
        ObjectId.fromBytes(footer, PACK_CHECKSUM_AT),
        ObjectId.fromBytes(footer, INDEX_CHECKSUM_AT),
        indexLength,
        Bytes.getLong(footer, TABLE_POSITION_AT),
        readTable(storage, position, footer));
  }

  private static void require(boolean condition, String otherwise) throws UnusableLayoutException {
    if (!condition) {
      throw new UnusableLayoutException(otherwise);
    }
  }

  private static List<Section> readTable(Storage storage, long end, byte[] footer)
      throws IOException, UnusableLayoutException {
    long start = Bytes.getLong(footer, TABLE_POSITION_AT);
    long length = Bytes.getLong(footer, TABLE_LENGTH_AT);
    require(
        length >= 0
            && length <= (long) MAX_SECTIONS * Section.LENGTH
            && length % Section.LENGTH == 0
            && start >= ImageFormat.FIRST_INDEX_POSITION
            && start <= end - length,
        "a table of sections that cannot be there");
    byte[] table = new byte[(int) length];
    storage.read(start, table, 0, table.length);
    require(
        Bytes.getLong(footer, TABLE_CRC_AT) == crc(table, table.length),
        "a damaged table of sections");
    List<Section> sections = new ArrayList<>();
    for (int row = 0; row < table.length; row += Section.LENGTH) {
      Section section = Section.read(table, row);
      require(
          section.position() >= ImageFormat.FIRST_INDEX_POSITION
              && section.length() >= 0
              && section.position() <= start - section.length(),
          "a section that cannot be there");
      sections.add(section);
    }
    return sections;
  }

  /** Returns the bytes of a table. */
  static byte[] table(List<Section> sections) {
    byte[] table = new byte[sections.size() * Section.LENGTH];
    for (int i = 0; i < sections.size(); i++) {
      sections.get(i).put(table, i * Section.LENGTH);
    }
    return table;
  }

  /** Returns the footer's bytes. */
  byte[] encode() {
    byte[] table = table(sections);
    byte[] footer = new byte[LENGTH];
    Bytes.putLong(footer, MAGIC_AT, MAGIC);
    Bytes.putLong(footer, VERSION_AT, VERSION);
    Bytes.putLong(footer, TABLE_POSITION_AT, tablePosition);
    Bytes.putLong(footer, TABLE_LENGTH_AT, table.length);
    packChecksum.put(footer, PACK_CHECKSUM_AT);
    indexChecksum.put(footer, INDEX_CHECKSUM_AT);
    Bytes.putLong(footer, INDEX_LENGTH_AT, indexLength);
    Bytes.putLong(footer, TABLE_CRC_AT, crc(table, table.length));
    Bytes.putLong(footer, CRC_AT, crc(footer, CRC_AT));
    return footer;
  }

  /** Returns the first section of a type that every layout of this version has. */
  Section section(long type) throws UnusableLayoutException {
    Section section = optional(type);
    require(section != null, "a layout without a section of type " + type);
    return section;
  }

  /** Returns the first section of a type, or null where there is none. */
  Section optional(long type) {
    for (Section section : sections) {
      if (section.type() == type) {
        return section;
      }
    }
    return null;
  }

  /**
   * Returns all that the layout takes: the sections, their table, and the footer before an index.
   */
  List<Section> parts(long indexPosition) {
    List<Section> parts = new ArrayList<>(sections);
    parts.add(new Section(0, tablePosition, (long) sections.size() * Section.LENGTH, 0));
    parts.add(new Section(0, indexPosition - LENGTH, LENGTH, 0));
    return parts;
  }

  private static long crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
