package io.docteur.pack;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The blobs of a pack, each checked against its index. Thread-safe. */
public final class Blobs implements Closeable {
  private static final long UNTOLD = -1;

  private final Pack pack;
  private final PackIndexWriter.Entries index;

  /** Null where the image tells nothing of the entries. */
  private final CheckedReader reader;

  /** Null where the image tells of none. */
  private final EntryPoints points;

  /**
   * The blobs of a pack, which stays the caller's to close.
   *
   * @param index what the index says of the objects
   * @param table what the image tells of the entries, or null when it does not
   * @param points where the image tells that large blobs can be entered, or null
   */
  public Blobs(Pack pack, PackIndexWriter.Entries index, EntryTable table, EntryPoints points) {
    this.points = points;
    this.pack = pack;
    this.index = index;
    this.reader = table == null ? null : pack.checkedReader(index, table);
  }

  /**
   * Returns the whole content of a blob, after checking that it is the one that the index says: by
   * the CRC-32 of every entry that it is made from, or where the image does not tell which those
   * are, by its id. The array may be the cache's too: nobody may change it.
   *
   * @param rank which blob
   * @throws io.docteur.DamagedImageException when it is none, or another one
   * @throws java.nio.file.FileSystemException when it is larger than {@link
   *     PackLimits#maxObjectMemory}, or is made from one that is and that may not lie in a
   *     temporary file
   */
  public byte[] read(int rank) throws IOException {
    StoredObject object = reader == null ? null : reader.read(rank);
    if (object == null) {
      return pack.readBlob(rank, index);
    }
    reader.checkBlob(rank, object.type());
    return object.content();
  }

  /**
   * Opens a blob of any size: on the heap when it is small, streamed when it is stored whole, and
   * otherwise rebuilt from its deltas in a temporary file, where the limits allow it.
   *
   * <p>It is checked as {@link #read} checks it, except when it is streamed: then each step is
   * checked by its CRC-32 before a byte of it goes out. Where the image tells of no steps, the last
   * bytes wait for the Adler-32, and an exception takes their place when that does not match.
   *
   * @throws io.docteur.DamagedImageException when it is not a blob, or another one
   * @throws java.nio.file.FileSystemException when it would need a temporary file and may not
   */
  public Blob open(int rank) throws IOException {
    EntryPoints.Steps steps = points == null ? null : points.steps(rank);
    if (steps != null) {
      return pack.openSteps(index.offset(rank), steps);
    }
    return openSmall(rank, UNTOLD);
  }

  /**
   * Opens a blob as {@link #open} does, but looks for no steps: who is told of a size below {@link
   * PackLimits#STREAMED_SIZE} needs none. Of a larger one the bytes are the same, and are checked
   * as where the image tells of no steps. Checking it may wait until it is read.
   *
   * @param size what the image tells of its size, or -1; where it tells of the entry too, another
   *     size is damage
   * @throws io.docteur.DamagedImageException when it is not a blob, or another one
   * @throws java.nio.file.FileSystemException when it would need a temporary file and may not
   */
  public Blob openSmall(int rank, long size) throws IOException {
    return reader == null ? pack.openBlob(rank, index) : reader.open(rank, size);
  }

  /**
   * Opens the zlib stream of a blob as it lies in the pack, after checking it by the CRC-32 of its
   * entry.
   *
   * @return empty when the blob is made from deltas or is 8 MiB or more, or when the image does not
   *     tell how long its entry is
   * @throws io.docteur.DamagedImageException when the entry is not the one that the index says
   */
  public Optional<Blob> openDeflated(int rank) throws IOException {
    byte[] stream = reader == null ? null : reader.deflatedBlob(rank);
    return Optional.ofNullable(stream).map(HeapBlob::new);
  }

  /** Drops what is kept in memory for the next reads. */
  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
