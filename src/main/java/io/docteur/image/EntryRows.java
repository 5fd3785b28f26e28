package io.docteur.image;

import io.docteur.DamagedImageException;
import io.docteur.pack.EntryTable;
import io.docteur.pack.Pack;
import io.docteur.pack.PackIndexWriter;
import io.docteur.pack.PackOrder;
import io.docteur.storage.Bytes;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The section {@link Section#ENTRIES}: by rank, the length of the object's entry and the rank of
 * its base, each in four bytes, big-endian. Thread-safe.
 */
final class EntryRows implements EntryTable {
  private static final int ROW_LENGTH = Long.BYTES;

  private final PagedSection section;

  EntryRows(PagedSection section, long count) throws UnusableLayoutException {
    if (section.length() != count * ROW_LENGTH) {
      throw new UnusableLayoutException("a table of entries of another number than the index");
    }
    this.section = section;
  }

  @Override
  public long row(int rank) throws IOException {
    try {
      return section.getLong((long) rank * ROW_LENGTH);
    } catch (DamagedImageException e) {
      return NOTHING; // a damaged page: what it told can be found out without it
    }
  }

  /**
   * Writes the section.
   *
   * @param end the offset behind the last entry
   * @return its bytes
   */
  static long write(PackIndexWriter.Entries entries, Pack pack, long end, OutputStream out)
      throws IOException {
    long[] rows = rows(entries, pack, end);
    PageSink sink = new PageSink(out);
    byte[] bytes = new byte[ROW_LENGTH];
    for (long row : rows) {
      Bytes.putLong(bytes, 0, row);
      sink.append(bytes, 0, bytes.length);
    }
    byte[] checksums = sink.checksums();
    out.write(checksums);
    return sink.position() + checksums.length;
  }

  private static long[] rows(PackIndexWriter.Entries entries, Pack pack, long end)
      throws IOException {
    PackOrder order = PackOrder.of(entries);
    long[] rows = new long[order.count()];
    for (int i = 0; i < order.count(); i++) {
      long next = i + 1 < order.count() ? order.offset(i + 1) : end;
      rows[order.rank(i)] = order.row(pack.entry(order.offset(i)), next);
    }
    return rows;
  }
}
