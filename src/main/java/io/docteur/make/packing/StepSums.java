package io.docteur.make.packing;

import io.docteur.pack.EntryPoints;
import java.util.zip.CRC32;

/**
 * The steps of a large object's entry, and the CRC-32s of their parts, taken while it is written.
 */
final class StepSums implements EntryPoints.Steps {
  private final long size;

  /** Where each part of the entry starts; behind the last the entry's end. */
  private final long[] starts;

  private final int[] crcs;
  private final CRC32 crc = new CRC32();
  private int step;
  private long position;

  /**
   * Sums of an entry of which nothing is written yet.
   *
   * @param size the object's size
   * @param headerLength the bytes before the stream
   * @param later where in the stream each step behind the first starts
   * @param streamLength the bytes of the stream
   */
  StepSums(long size, int headerLength, long[] later, long streamLength) {
    this.size = size;
    this.starts = new long[later.length + 2];
    for (int i = 0; i < later.length; i++) {
      starts[i + 1] = headerLength + later[i];
    }
    starts[later.length + 1] = headerLength + streamLength;
    this.crcs = new int[later.length + 1];
  }

  /** Takes the next bytes of the entry. */
  void update(byte[] bytes, int offset, int length) {
    int from = offset;
    int rest = length;
    while (rest > 0) {
      int part = (int) Math.min(rest, starts[step + 1] - position);
      crc.update(bytes, from, part);
      position += part;
      from += part;
      rest -= part;
      if (position == starts[step + 1]) {
        crcs[step++] = (int) crc.getValue();
        crc.reset();
      }
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int length() {
    return EntryPoints.STEP;
  }

  @Override
  public long start(long number) {
    return starts[(int) number];
  }

  @Override
  public int crc32(long number) {
    return crcs[(int) number];
  }
}
