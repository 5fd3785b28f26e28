package io.docteur.pack;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates one entry after another, copying its bytes out of the storage piece by piece. The only
 * class that knows how inflating is done. Not thread-safe.
 *
 * <p>The last bytes of an entry go out only when its stream has ended there and its Adler-32
 * matched.
 */
final class EntryInflater {
  /** What one takes: its buffers, and zlib's window and state outside of the heap. */
  static final int FOOTPRINT = 192 << 10;

  /** The longest buffers for whole entries that are kept for the next one. */
  private static final int MOST_KEPT = 64 << 10;

  private static final int BUFFER_LENGTH = 8 << 10;

  /** What deflate adds at most to a small input that it cannot compress. */
  private static final int SMALL_OVERHEAD = 64;

  private final Inflater inflater = new Inflater();
  private final byte[] input = new byte[BUFFER_LENGTH];
  private final byte[] scratch = new byte[BUFFER_LENGTH];
  private byte[] wholeInput = input;
  private byte[] wholeOutput = scratch;
  private PackBytes pack;
  private PackEntry entry;
  private long nextInput;
  private long rest;

  /** Goes to the first byte of an entry, whatever was inflated before. */
  void start(PackBytes pack, PackEntry entry) throws IOException {
    this.pack = pack;
    this.entry = entry;
    inflater.reset();
    nextInput = entry.dataOffset();
    rest = entry.size();
    fill((int) Math.min(BUFFER_LENGTH, rest + SMALL_OVERHEAD));
    if (rest == 0) {
      end();
    }
  }

  /** Returns a buffer for whoever uses this inflater. */
  byte[] scratch() {
    return scratch;
  }

  /** Returns the entry that is being inflated. */
  PackEntry entry() {
    return entry;
  }

  /** Inflates the next bytes, at least one unless {@code length} is 0; -1 when there is none. */
  int read(byte[] target, int offset, int length) throws IOException {
    if (rest == 0) {
      return -1;
    }
    int wanted = (int) Math.min(length, rest);
    int count = wanted == 0 ? 0 : inflate(target, offset, wanted);
    if (count < 0) {
      throw damaged("an entry inflates to fewer bytes than it declares");
    }
    rest -= count;
    if (rest == 0) {
      end();
    }
    return count;
  }

  /** Inflates exactly so many bytes. */
  void readFully(byte[] target, int offset, int length) throws IOException {
    for (int at = 0; at < length; ) {
      int count = read(target, offset + at, length - at);
      if (count < 0) {
        throw damaged("an entry ends too early");
      }
      at += count;
    }
  }

  /** Inflates what is left into a stream. */
  void transferTo(OutputStream out) throws IOException {
    for (int count = read(scratch, 0, scratch.length);
        count >= 0;
        count = read(scratch, 0, scratch.length)) {
      out.write(scratch, 0, count);
    }
  }

  /** Inflates so many bytes, or what is left, for nobody. */
  void skip(long count) throws IOException {
    for (long left = count; left > 0; ) {
      int skipped = read(scratch, 0, (int) Math.min(scratch.length, left));
      if (skipped < 0) {
        return;
      }
      left -= skipped;
    }
  }

  /** Returns a buffer of at least so many bytes for an entry, valid until the next one is asked. */
  byte[] input(int length) {
    byte[] buffer = length <= wholeInput.length ? wholeInput : newBuffer(length);
    wholeInput = buffer.length <= MOST_KEPT ? buffer : wholeInput;
    return buffer;
  }

  /** Returns a buffer of at least so many bytes for a delta, valid until the next one is asked. */
  byte[] room(int length) {
    byte[] buffer = length <= wholeOutput.length ? wholeOutput : newBuffer(length);
    wholeOutput = buffer.length <= MOST_KEPT ? buffer : wholeOutput;
    return buffer;
  }

  private static byte[] newBuffer(int length) {
    return new byte[Math.max(length, MOST_KEPT)];
  }

  /**
   * Inflates an entry that lies in the first bytes of an array, and whose size is the target's at
   * most.
   */
  void inflate(PackBytes pack, PackEntry entry, byte[] bytes, int length, byte[] target)
      throws IOException {
    this.pack = pack;
    this.entry = entry;
    int header = (int) (entry.dataOffset() - entry.offset());
    inflater.reset();
    inflater.setInput(bytes, header, length - header);
    nextInput = entry.offset() + length;
    rest = entry.size();
    if (rest == 0) {
      end();
    } else {
      readFully(target, 0, (int) rest);
    }
  }

  /** Returns the offset behind the stream, once all of it is inflated. */
  long endOffset() {
    return nextInput - inflater.getRemaining();
  }

  /** Returns damage of the entry that is being inflated. */
  DamagedImageException damaged(String reason) {
    return pack.damaged(entry.offset(), reason);
  }

  /** Releases what lies outside of the heap. Nothing else may be called after it. */
  void release() {
    inflater.end();
  }

  private void end() throws IOException {
    if (!inflater.finished() && inflate(new byte[1], 0, 1) >= 0) {
      throw damaged("an entry inflates to more bytes than it declares");
    }
  }

  /** Returns how many bytes were inflated, at least 1, or -1 when the stream has ended. */
  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      while (true) {
        int count = inflater.inflate(target, offset, length);
        if (count > 0) {
          return count;
        }
        if (inflater.finished()) {
          return -1;
        }
        if (!inflater.needsInput()) {
          throw damaged("an entry is not a zlib stream of git's");
        }
        fill(BUFFER_LENGTH);
      }
    } catch (DataFormatException e) {
      DamagedImageException damage = damaged("an entry is no sound zlib stream: " + e.getMessage());
      damage.initCause(e);
      throw damage;
    }
  }

  private void fill(int wanted) throws IOException {
    int length = (int) Math.min(wanted, pack.end() - pack.start() - nextInput);
    if (length <= 0) {
      throw damaged("an entry runs past the end of the pack");
    }
    pack.storage().read(pack.start() + nextInput, input, 0, length);
    nextInput += length;
    inflater.setInput(input, 0, length);
  }
}
