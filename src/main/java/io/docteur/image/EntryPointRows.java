package io.docteur.image;

import io.docteur.DamagedImageException;
import io.docteur.pack.EntryPoints;
import io.docteur.storage.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;

/**
 * The section {@link Section#ENTRY_POINTS}: a row for each large blob, then the rows of their
 * points. All numbers have 64 bits and are big-endian. The section's detail is the number of blobs.
 *
 * <pre>
 *   blob:  rank (rows ascend), size in bytes, bytes of a step, number of its first point
 *   point: where the step starts in the entry, CRC-32 of the entry's bytes from there to the next
 * </pre>
 *
 * <p>Behind a blob's last step there is one more point, where the entry ends. Thread-safe.
 */
final class EntryPointRows implements EntryPoints {
  private static final int BLOB_LENGTH = 4 * Long.BYTES;
  private static final int POINT_LENGTH = 2 * Long.BYTES;

  private final PagedSection section;
  private final long blobs;

  EntryPointRows(PagedSection section, long blobs) throws UnusableLayoutException {
    if (blobs < 0 || blobs > section.length() / BLOB_LENGTH) {
      throw new UnusableLayoutException("a table of large blobs that does not fit its section");
    }
    this.section = section;
    this.blobs = blobs;
  }

  @Override
  public Steps steps(int rank) throws IOException {
    try {
      return find(rank);
    } catch (DamagedImageException e) {
      return null; // a blob can be read without
    }
  }

  @Override
  public void check() throws IOException {
    for (long at = 0; at < section.length(); at += ImageFormat.PAGE_LENGTH) {
      section.getLong(at);
    }
  }

  private Steps find(int rank) throws IOException {
    long low = 0;
    long high = blobs;
    while (low < high) {
      long middle = (low + high) >>> 1;
      long found = section.getLong(middle * BLOB_LENGTH);
      if (found == rank) {
        return steps(middle * BLOB_LENGTH);
      }
      if (found < rank) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return null;
  }

  private Steps steps(long row) throws IOException {
    long size = section.getLong(row + Long.BYTES);
    long length = section.getLong(row + 2 * Long.BYTES);
    long first = section.getLong(row + 3 * Long.BYTES);
    boolean possible = length > 0 && length <= MOST_STEP && first >= 0 && first <= section.length();
    return possible ? new StoredSteps(size, (int) length, first) : null;
  }

  private final class StoredSteps implements Steps {
    private final long size;
    private final int length;
    private final long points;

    StoredSteps(long size, int length, long first) {
      this.size = size;
      this.length = length;
      this.points = blobs * BLOB_LENGTH + first * POINT_LENGTH;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public long start(long step) throws IOException {
      return section.getLong(points + step * POINT_LENGTH);
    }

    @Override
    public int crc32(long step) throws IOException {
      return (int) section.getLong(points + step * POINT_LENGTH + Long.BYTES);
    }
  }

  /**
   * Writes the section.
   *
   * @param blobs the steps of the large blobs by rank
   * @return its bytes
   */
  static long write(SortedMap<Integer, Steps> blobs, OutputStream out) throws IOException {
    PageSink sink = new PageSink(out);
    long first = 0;
    for (Map.Entry<Integer, Steps> blob : blobs.entrySet()) {
      Steps steps = blob.getValue();
      append(sink, blob.getKey(), steps.size(), steps.length(), first);
      first += steps.count() + 1;
    }
    for (Steps steps : blobs.values()) {
      long count = steps.count();
      for (long i = 0; i <= count; i++) {
        append(sink, steps.start(i), i < count ? Integer.toUnsignedLong(steps.crc32(i)) : 0);
      }
    }
    byte[] checksums = sink.checksums();
    out.write(checksums);
    return sink.position() + checksums.length;
  }

  private static void append(PageSink sink, long... numbers) throws IOException {
    byte[] bytes = new byte[numbers.length * Long.BYTES];
    for (int i = 0; i < numbers.length; i++) {
      Bytes.putLong(bytes, i * Long.BYTES, numbers[i]);
    }
    sink.append(bytes, 0, bytes.length);
  }
}
