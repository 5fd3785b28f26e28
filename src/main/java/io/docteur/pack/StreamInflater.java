package io.docteur.pack;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates one entry after another in pieces, by the JDK's inflater. Not thread-safe.
 *
 * <p>What goes in and comes out lies outside of the heap, since on it no collection can begin while
 * zlib is at work: threads that inflate all the time would let a JVM before JDK 22 run out of
 * memory that it has.
 */
final class StreamInflater {
  static final int BUFFER_LENGTH = 8 << 10;

  private final Inflater inflater = new Inflater();
  private final byte[] piece = new byte[BUFFER_LENGTH];
  private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_LENGTH);
  private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER_LENGTH);
  private PackBytes pack;
  private PackEntry entry;
  private long nextInput;

  /**
   * Goes to the start of an entry's stream.
   *
   * @param length how many bytes to take first, at most {@link #BUFFER_LENGTH}
   */
  void start(PackBytes pack, PackEntry entry, int length) throws IOException {
    start(pack, entry);
    nextInput = entry.dataOffset();
    fill(length);
  }

  /** Goes to the start of an entry's stream, which lies in a part of an array. */
  void start(PackBytes pack, PackEntry entry, byte[] bytes, int from, int to) {
    start(pack, entry);
    nextInput = entry.offset() + to;
    inflater.setInput(bytes, from, to - from);
  }

  private void start(PackBytes pack, PackEntry entry) {
    this.pack = pack;
    this.entry = entry;
    inflater.reset();
  }

  /** Returns how many bytes were inflated, at least 1, or -1 when the stream has ended. */
  int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      while (true) {
        int count = inflater.inflate(output.clear().limit(Math.min(length, BUFFER_LENGTH)));
        if (count > 0) {
          output.flip().get(target, offset, count);
          return count;
        }
        if (inflater.finished()) {
          return -1;
        }
        if (!inflater.needsInput()) {
          throw damaged("an entry is not a sound zlib stream: it wants a dictionary");
        }
        fill(BUFFER_LENGTH);
      }
    } catch (DataFormatException e) {
      throw unsound(pack, entry, e);
    }
  }

  /**
   * Demands that the stream ends here.
   *
   * @throws DamagedImageException when it does not
   */
  void end() throws IOException {
    if (!inflater.finished() && inflate(new byte[1], 0, 1) >= 0) {
      throw damaged("an entry inflates to more bytes than it declares");
    }
  }

  /** Returns the offset behind the stream, once all of it is inflated. */
  long endOffset() {
    return nextInput - inflater.getRemaining();
  }

  /** Releases what zlib has outside of the heap. Nothing else may be called after it. */
  void release() {
    inflater.end();
  }

  /** Returns the damage of an entry that is no zlib stream. */
  static DamagedImageException unsound(PackBytes pack, PackEntry entry, DataFormatException e) {
    DamagedImageException damage =
        pack.damaged(entry.offset(), "an entry is not a sound zlib stream: " + e.getMessage());
    damage.initCause(e);
    return damage;
  }

  private DamagedImageException damaged(String reason) {
    return pack.damaged(entry.offset(), reason);
  }

  private void fill(int wanted) throws IOException {
    int length = (int) Math.min(wanted, pack.end() - pack.start() - nextInput);
    if (length <= 0) {
      throw damaged("an entry runs past the end of the pack");
    }
    pack.storage().read(pack.start() + nextInput, piece, 0, length);
    nextInput += length;
    inflater.setInput(input.clear().put(piece, 0, length).flip());
  }
}
