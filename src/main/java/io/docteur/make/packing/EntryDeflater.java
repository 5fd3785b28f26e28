package io.docteur.make.packing;

import java.io.Closeable;
import java.io.IOException;
import java.util.zip.Deflater;

/** Deflates entries, one after the other, into a spool. One thread's. */
final class EntryDeflater implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final Spool spool;
  private final Deflater deflater;
  private final byte[] output = new byte[BUFFER];
  private long start;

  /** Nothing is in the spool of it yet. */
  EntryDeflater(Spool spool, int level) {
    this.spool = spool;
    this.deflater = new Deflater(level);
  }

  /** Starts an entry. */
  void start() {
    deflater.reset();
    start = spool.position();
  }

  /** Adds the next bytes of the entry. */
  void add(byte[] bytes, int length) throws IOException {
    deflater.setInput(bytes, 0, length);
    drain(Deflater.NO_FLUSH);
  }

  /** Ends a step of the entry: a reader can enter its stream where this ends, which is returned. */
  long endStep() throws IOException {
    drain(Deflater.FULL_FLUSH);
    return spool.position() - start;
  }

  /**
   * Ends the entry.
   *
   * @param packed what notes where it is
   * @param deltaSize as {@link PackedEntries#setSpooled} has it
   */
  void end(PackedEntries packed, int object, int base, int deltaSize) throws IOException {
    deflater.finish();
    drain(Deflater.NO_FLUSH);
    long length = spool.position() - start;
    packed.setSpooled(object, base, deltaSize, spool.number(), start, length);
  }

  /** Makes an entry of all that it consists of: an object, or its delta. */
  void put(PackedEntries packed, int object, int base, byte[] bytes, int length)
      throws IOException {
    start();
    deflater.setInput(bytes, 0, length);
    end(packed, object, base, length);
  }

  private void drain(int flush) throws IOException {
    int n;
    do {
      n = deflater.deflate(output, 0, output.length, flush);
      spool.write(output, 0, n);
    } while (n == output.length);
  }

  /** Writes out the spool, which stays open to be read. */
  @Override
  public void close() throws IOException {
    deflater.end();
    spool.flush();
  }
}
