package io.docteur.pack;

import io.docteur.DamagedImageException;
import io.docteur.inflate.BufferInflater;
import io.docteur.inflate.NativeInflater;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates one entry after another. The only class that knows how inflating is done. Not
 * thread-safe.
 *
 * <p>An entry that is wanted whole is inflated at once, by {@link BufferInflater} or {@link
 * NativeInflater}, and so is a step of a large one, by the former; what is read in pieces, or
 * skipped, goes through the JDK's inflater when it is large.
 *
 * <p>The last bytes of an entry go out only when its stream has ended there and its Adler-32
 * matched; a step has no such sum, and is checked by who reads it.
 */
final class EntryInflater {
  /** What one takes: its buffers and tables, and zlib's window and state outside of the heap. */
  static final int FOOTPRINT = 624 << 10;

  /** The longest buffers for whole entries that are kept for the next one. */
  private static final int MOST_KEPT = 128 << 10;

  private static final int BUFFER_LENGTH = 8 << 10;

  /** So much of a stream tells its first few bytes, the codes of its first block included. */
  private static final int HEAD_INPUT = 256;

  /** What deflate adds at most to a small input that it cannot compress. */
  private static final int SMALL_OVERHEAD = 64;

  /** What lets a small result be inflated by the fast loop up to its end. */
  private static final int ROOM = BufferInflater.MOST_WRITTEN;

  /** Below this the call costs more than the native library gains. */
  private static final int LEAST_NATIVE = 512;

  /** What is inflated before the native library is loaded, which takes longer than this much. */
  private static final int BEFORE_NATIVE = 4 << 20;

  private static final byte[] NOTHING = {};

  private final byte[] scratch = new byte[BUFFER_LENGTH];

  /** Inflates at once; null when the JDK's inflater has to do all. */
  private final BufferInflater buffer;

  /** Inflates larger entries at once; null where it is not there, not wanted or not yet loaded. */
  private NativeInflater nativeInflater;

  /** What may still be inflated before the native library is loaded. */
  private long beforeNative;

  /** Inflates in pieces; made when first needed. */
  private StreamInflater stream;

  private byte[] wholeInput = NOTHING;
  private byte[] wholeOutput = NOTHING;

  /** What lies between a base and an object that is made from it by several deltas. */
  private final byte[][] between = {NOTHING, NOTHING};

  private PackBytes pack;
  private PackEntry entry;

  /** How the entry is inflated, which its first read decides. */
  private Way way;

  private long nextInput;
  private long rest;

  private enum Way {
    UNDECIDED,
    STREAM,
    WHOLE
  }

  /** An inflater that inflates in a way that is there. */
  EntryInflater(Inflating inflating) {
    buffer = inflating == Inflating.JDK ? null : new BufferInflater();
    beforeNative = inflating == Inflating.NATIVE ? BEFORE_NATIVE : Long.MAX_VALUE;
  }

  /** Goes to the first byte of an entry, whatever was inflated before. */
  void start(PackBytes pack, PackEntry entry) throws IOException {
    this.pack = pack;
    this.entry = entry;
    way = Way.UNDECIDED;
    nextInput = entry.dataOffset();
    rest = entry.size();
    if (rest == 0) {
      decide(NOTHING, 0, 0);
    }
  }

  /** Goes to the first byte of an entry of which no more than the head is wanted. */
  void startHead(PackBytes pack, PackEntry entry) throws IOException {
    start(pack, entry);
    if (way == Way.UNDECIDED) {
      stream(HEAD_INPUT);
    }
  }

  /** Inflates all of the entry into the target, or into a buffer of its own, or starts to. */
  private boolean decide(byte[] target, int offset, int length) throws IOException {
    if (buffer != null && length >= rest) {
      way = Way.WHOLE;
      inflateWhole(target, offset, offset + (int) rest);
      return true;
    }
    if (buffer != null && rest <= MOST_KEPT - ROOM) {
      way = Way.WHOLE;
      byte[] all = room((int) rest);
      inflateWhole(all, 0, all.length);
      return false;
    }
    stream(StreamInflater.BUFFER_LENGTH);
    if (rest == 0) {
      stream.end();
    }
    return false;
  }

  /** Starts to inflate in pieces, from so many bytes at first or what there can be. */
  private void stream(int input) throws IOException {
    stream();
    stream.start(pack, entry, (int) Math.min(input, rest + SMALL_OVERHEAD));
  }

  private void stream() {
    way = Way.STREAM;
    if (stream == null) {
      stream = new StreamInflater();
    }
  }

  private void inflateWhole(byte[] target, int offset, int room) throws IOException {
    try {
      buffer.inflate(
          (bytes, at, length) -> {
            pack.storage().read(pack.start() + nextInput, bytes, at, length);
            nextInput += length;
          },
          pack.end() - pack.start() - nextInput,
          target,
          offset,
          (int) entry.size(),
          room);
    } catch (DataFormatException e) {
      throw unsound(e);
    }
    nextInput = entry.dataOffset() + buffer.consumed();
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
    if (way == Way.UNDECIDED && wanted > 0 && decide(target, offset, wanted)) {
      rest = 0;
      return wanted;
    }
    if (wanted == 0) {
      return 0;
    }
    if (way == Way.WHOLE) {
      System.arraycopy(wholeOutput, (int) (entry.size() - rest), target, offset, wanted);
      rest -= wanted;
      return wanted;
    }
    int count = stream.inflate(target, offset, wanted);
    if (count < 0) {
      throw damaged("an entry inflates to fewer bytes than it declares");
    }
    rest -= count;
    if (rest == 0) {
      stream.end();
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
    int needed = length + BufferInflater.PADDING;
    byte[] buffer = needed <= wholeInput.length ? wholeInput : newBuffer(needed);
    wholeInput = buffer.length <= MOST_KEPT ? buffer : wholeInput;
    return buffer;
  }

  /** Returns a buffer of at least so many bytes for a delta, valid until the next one is asked. */
  byte[] room(int length) {
    int needed = length + ROOM;
    byte[] buffer = needed <= wholeOutput.length ? wholeOutput : newBuffer(needed);
    wholeOutput = buffer.length <= MOST_KEPT ? buffer : wholeOutput;
    return buffer;
  }

  /** Returns a buffer of at least so many bytes, valid until that after the next one is asked. */
  byte[] between(int turn, int length) {
    byte[] kept = between[turn & 1];
    byte[] buffer = length <= kept.length ? kept : newBuffer(length);
    between[turn & 1] = buffer.length <= MOST_KEPT ? buffer : kept;
    return buffer;
  }

  private static byte[] newBuffer(int needed) {
    int kept = Math.max(BUFFER_LENGTH, Integer.highestOneBit(needed - 1) << 1);
    return new byte[needed <= MOST_KEPT ? kept : needed];
  }

  /**
   * Inflates an entry that lies in the first bytes of what {@link #input} gave last, and whose size
   * is the room's at most. What lies behind it in the room may hold anything afterwards.
   */
  void inflate(PackBytes pack, PackEntry entry, byte[] bytes, int length, Room room)
      throws IOException {
    this.pack = pack;
    this.entry = entry;
    rest = 0;
    int from = (int) (entry.dataOffset() - entry.offset());
    int size = (int) entry.size();
    try {
      if (buffer == null) {
        inflateByJdk(bytes, from, length, room, size);
      } else if (size < LEAST_NATIVE || !inflateNatively(bytes, from, length, room, size)) {
        way = Way.WHOLE;
        buffer.inflate(bytes, from, length, room.array(), room.from(), size, room.to());
        nextInput = entry.dataOffset() + buffer.consumed();
      }
    } catch (DataFormatException e) {
      throw unsound(e);
    }
  }

  /**
   * Inflates a part of an entry that can be entered and ends with a flush: bare blocks of deflate
   * that make so many bytes. What lies behind these in the target may hold anything afterwards.
   *
   * @param bytes holds the part, and {@link BufferInflater#PADDING} bytes behind it that will be
   *     changed
   */
  void inflateStep(
      PackBytes pack, PackEntry entry, byte[] bytes, int from, int to, byte[] target, int size)
      throws IOException {
    this.pack = pack;
    this.entry = entry;
    way = Way.UNDECIDED;
    rest = 0;
    try {
      if (buffer != null) {
        buffer.inflateBlocks(bytes, from, to, target, size);
      } else {
        inflateStepByJdk(bytes, from, to, target, size);
      }
    } catch (DataFormatException e) {
      throw unsound(e);
    }
  }

  private void inflateStepByJdk(byte[] bytes, int from, int to, byte[] target, int size)
      throws IOException, DataFormatException {
    Inflater bare = new Inflater(true);
    try {
      bare.setInput(bytes, from, to - from);
      int done = 0;
      for (int count = -1; done < size && count != 0; done += count) {
        count = bare.inflate(target, done, size - done);
      }
      if (done < size) {
        throw damaged("a step of a large blob inflates to fewer bytes than it should");
      }
    } finally {
      bare.end();
    }
  }

  /** Tells whether the native library is there and inflated the stream. */
  private boolean inflateNatively(byte[] bytes, int from, int to, Room room, int size) {
    if (beforeNative >= 0) {
      beforeNative -= size;
      if (beforeNative < 0 && NativeInflater.isAvailable()) {
        nativeInflater = new NativeInflater();
      }
    }
    return nativeInflater != null
        && nativeInflater.inflate(bytes, from, to, room.array(), room.from(), size);
  }

  private void inflateByJdk(byte[] bytes, int from, int to, Room room, int size)
      throws IOException {
    stream();
    stream.start(pack, entry, bytes, from, to);
    rest = size;
    readFully(room.array(), room.from(), size);
    if (size == 0) {
      stream.end();
    }
  }

  /**
   * Returns the offset behind the stream, once all of it is inflated, but not by the native
   * library, which does not tell.
   */
  long endOffset() {
    return way == Way.STREAM ? stream.endOffset() : nextInput;
  }

  /** Returns damage of the entry that is being inflated. */
  DamagedImageException damaged(String reason) {
    return pack.damaged(entry.offset(), reason);
  }

  /** Releases what lies outside of the heap. Nothing else may be called after it. */
  void release() {
    if (stream != null) {
      stream.release();
    }
  }

  private DamagedImageException unsound(DataFormatException e) {
    return StreamInflater.unsound(pack, entry, e);
  }
}
