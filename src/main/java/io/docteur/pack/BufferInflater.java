package io.docteur.pack;

import io.docteur.storage.Bytes;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;

/**
 * Inflates a whole zlib stream (RFC 1950, RFC 1951) into an array, when the size of what comes out
 * is known. It takes what zlib takes: the same streams are sound, and the Adler-32 is checked.
 *
 * <p>The input comes through a buffer, piece by piece. The bits of the stream go through a {@code
 * long} that is refilled eight bytes at a time, and matches are copied eight bytes at a time, both
 * as libdeflate's documentation describes: a loop does so while there is room for the most that one
 * turn reads and writes, and a careful loop decodes the last symbols one by one. Not thread-safe.
 *
 * <p>All of it is one class, since all of it works on the same few fields, the bits and positions,
 * which the loops keep in local variables: parts would have to hand them to each other.
 */
final class BufferInflater {
  private static final int INPUT_LENGTH = 16 << 10;

  /** What one turn of a loop reads at most. */
  private static final int MOST_READ = Long.BYTES;

  /** Zeros behind the last byte of the input: what turns may read of them before one is stopped. */
  static final int PADDING = Long.BYTES + MOST_READ;

  /** What is copied of a match at a time: most are not longer, and a loop would guess wrong. */
  private static final int COPIED = 4 * Long.BYTES;

  /** What one turn of the fast loop writes at most: a match. */
  static final int MOST_WRITTEN = 258 + COPIED;

  /** The bytes of a stream beyond what it holds, if nothing could be compressed. */
  private static final int OVERHEAD = 64;

  private static final int OVERHEAD_SHIFT = 9;

  private static final int METHOD_DEFLATE = 8;
  private static final int LARGEST_WINDOW = 7;
  private static final int DICTIONARY = 0x20;
  private static final int HEADER_DIVISOR = 31;
  private static final int STORED = 0;
  private static final int FIXED = 1;
  private static final int DYNAMIC = 2;

  /** What a refill leaves at least in the bit buffer. */
  private static final int REFILLED = 56;

  /** The codewords' lengths that are in it, each of 7 bits, with 7 more for a repetition. */
  private static final int LENGTHS_IN_REFILL = REFILLED / 14;

  private static final long EVERY_BYTE = 0x0101010101010101L;

  /** Reads the input. */
  interface Source {
    /** Reads the next bytes, all that are asked for. */
    void read(byte[] buffer, int offset, int length) throws IOException;
  }

  private final int[] entries = new int[HuffmanTable.ENTRIES];
  private final HuffmanTable literals = HuffmanTable.ofLiterals(entries);
  private final HuffmanTable distances = HuffmanTable.ofDistances(entries);
  private final CodeLengths codeLengths = new CodeLengths();
  private final Adler32 adler = new Adler32();

  /** What pieces go through, made when first needed. */
  private byte[] pieces;

  private byte[] input;
  private Source source;
  private long unread;
  private long passed;
  private int next;
  private int limit;

  /** A turn may start while {@code next} is not beyond this. */
  private int lastTurn;

  /** The next bits, lowest first; the lowest six bits of {@code held} say how many there are. */
  private long bits;

  private int held;

  private byte[] target;
  private int start;
  private int end;
  private int at;

  /** Where the fast loop stops: from here on a turn might write too far. */
  private int fastEnd;

  /**
   * Inflates a stream.
   *
   * @param source where the stream comes from
   * @param available how many bytes can be read there; more may follow than the stream
   * @param target where the inflated bytes go
   * @param offset where they start
   * @param size how many there have to be
   * @param room where the part of the array ends that may be written to: what lies behind the
   *     inflated bytes may hold anything afterwards
   * @throws DataFormatException when it is no sound stream of so many bytes
   */
  void inflate(Source source, long available, byte[] target, int offset, int size, int room)
      throws IOException, DataFormatException {
    if (pieces == null) {
      pieces = new byte[INPUT_LENGTH + PADDING];
    }
    this.source = source;
    input = pieces;
    unread = available;
    passed = 0;
    next = 0;
    limit = 0;
    prepare(target, offset, size, room);
    more();
    inflate();
  }

  /**
   * Inflates a stream that lies in an array.
   *
   * @param input what holds the stream, and {@link #PADDING} bytes behind it that will be changed
   * @param from where the stream starts
   * @param to where it ends, or later
   * @throws DataFormatException as above
   */
  void inflate(byte[] input, int from, int to, byte[] target, int offset, int size, int room)
      throws IOException, DataFormatException {
    take(input, from, to);
    prepare(target, offset, size, room);
    seal();
    inflate();
  }

  /**
   * Inflates bare blocks of deflate (RFC 1951) that lie in an array, with no zlib header or trailer
   * around them, and with no need of what was before; blocks that follow are not looked at.
   *
   * @param from where the first block starts
   * @throws DataFormatException when they are not sound blocks of so many bytes
   */
  void inflateBlocks(byte[] input, int from, int to, byte[] target, int size)
      throws IOException, DataFormatException {
    take(input, from, to);
    prepare(target, 0, size, target.length);
    seal();
    try {
      while (at < end && !block()) {}
      if (at != end) {
        throw notAsDeclared();
      }
    } finally {
      forget();
    }
  }

  private void take(byte[] input, int from, int to) {
    this.input = input;
    unread = 0;
    passed = -from;
    next = from;
    limit = to;
  }

  private void prepare(byte[] target, int offset, int size, int room) {
    this.target = target;
    bits = 0;
    held = 0;
    start = offset;
    end = offset + size;
    at = offset;
    fastEnd = Math.min(end, room - MOST_WRITTEN);
  }

  private void inflate() throws IOException, DataFormatException {
    try {
      header();
      while (!block()) {}
      trailer();
    } finally {
      forget();
    }
  }

  private void forget() {
    target = null;
    input = null;
    source = null;
  }

  /** Returns how many bytes of the input the last stream took. */
  long consumed() {
    return passed + next - (held >>> 3);
  }

  private void header() throws IOException, DataFormatException {
    int method = take(8);
    int flags = take(8);
    if ((method << 8 | flags) % HEADER_DIVISOR != 0) {
      throw new DataFormatException("incorrect header check");
    }
    if ((method & 15) != METHOD_DEFLATE || method >>> 4 > LARGEST_WINDOW) {
      throw new DataFormatException("unknown compression method");
    }
    if ((flags & DICTIONARY) != 0) {
      throw new DataFormatException("a dictionary is needed");
    }
  }

  private void trailer() throws IOException, DataFormatException {
    align();
    int sum = Integer.reverseBytes(take(16) | take(16) << 16);
    checkOverrun();
    if (at != end) {
      throw notAsDeclared();
    }
    adler.reset();
    adler.update(target, start, end - start);
    if ((int) adler.getValue() != sum) {
      throw new DataFormatException("incorrect data check");
    }
  }

  private DataFormatException notAsDeclared() {
    return new DataFormatException((at < end ? "fewer" : "more") + " bytes than it declares");
  }

  /** Inflates a block; tells whether it is the last one. */
  private boolean block() throws IOException, DataFormatException {
    boolean isLast = take(1) != 0;
    switch (take(2)) {
      case STORED -> copyStored();
      case FIXED -> inflate(FixedTables.LITERALS, FixedTables.DISTANCES);
      case DYNAMIC -> {
        readTables();
        inflate(literals, distances);
      }
      default -> throw new DataFormatException("invalid block type");
    }
    checkOverrun();
    return isLast;
  }

  private void copyStored() throws IOException, DataFormatException {
    align();
    int length = take(16);
    if (length != (~take(16) & 0xffff)) {
      throw new DataFormatException("invalid stored block lengths");
    }
    checkOverrun();
    if (length > end - at) {
      throw new DataFormatException("more bytes than it declares");
    }
    next -= held >>> 3;
    bits = 0;
    held = 0;
    for (int left = length; left > 0; ) {
      if (next == limit) {
        more();
      }
      int part = Math.min(left, limit - next);
      System.arraycopy(input, next, target, at, part);
      next += part;
      at += part;
      left -= part;
    }
  }

  private void readTables() throws IOException, DataFormatException {
    int literalCount = take(5) + 257;
    int distanceCount = take(5) + 1;
    int lengthCount = take(4) + 4;
    codeLengths.start(literalCount, distanceCount);
    for (int i = 0; i < lengthCount; i++) {
      codeLengths.add(take(3));
    }
    codeLengths.build();
    while (!codeLengths.isComplete()) {
      refill();
      for (int i = 0; i < LENGTHS_IN_REFILL && !codeLengths.isComplete(); i++) {
        int used = codeLengths.next((int) bits);
        bits >>>= used;
        held -= used;
      }
    }
    codeLengths.build(literals, distances);
  }

  /** Inflates what follows up to the end of the block. */
  private void inflate(HuffmanTable literals, HuffmanTable distances)
      throws IOException, DataFormatException {
    boolean ended = false;
    while (!ended) {
      if (next > lastTurn) {
        more();
      }
      ended =
          at < fastEnd ? inflateFast(literals.entries()) : inflateCarefully(literals, distances);
    }
  }

  /**
   * Inflates while there is input and room for a whole turn; tells whether the block has ended. A
   * turn refills, and takes up to four literals or else a match: 40 or 48 bits at most. What is
   * behind the bits that count as held has been read too, so the next entry can be looked up.
   *
   * <p>Few local variables live through a turn, or C2 would keep the bits and the entry in memory.
   */
  private boolean inflateFast(int[] entries) throws DataFormatException {
    byte[] input = this.input;
    byte[] target = this.target;
    long bits = this.bits;
    int held = this.held;
    int next = this.next;
    int at = this.at;
    int start = this.start;
    int lastTurn = this.lastTurn;
    int fastEnd = this.fastEnd;
    boolean ended = false;
    bits |= Bytes.getLongLittleEndian(input, next) << held;
    next += ~held >>> 3 & 7;
    held |= REFILLED;
    int entry = entries[(int) bits & HuffmanTable.LITERAL_MASK];
    while (next <= lastTurn && at < fastEnd) {
      bits |= Bytes.getLongLittleEndian(input, next) << held;
      next += ~held >>> 3 & 7;
      held |= REFILLED;
      if (entry < 0) {
        bits >>>= entry;
        held -= entry;
        target[at++] = (byte) (entry >>> HuffmanTable.VALUE_SHIFT);
        entry = entries[(int) bits & HuffmanTable.LITERAL_MASK];
        if (entry < 0) {
          bits >>>= entry;
          held -= entry;
          target[at++] = (byte) (entry >>> HuffmanTable.VALUE_SHIFT);
          entry = entries[(int) bits & HuffmanTable.LITERAL_MASK];
          if (entry < 0) {
            bits >>>= entry;
            held -= entry;
            target[at++] = (byte) (entry >>> HuffmanTable.VALUE_SHIFT);
            entry = entries[(int) bits & HuffmanTable.LITERAL_MASK];
            if (entry < 0) {
              bits >>>= entry;
              held -= entry;
              target[at++] = (byte) (entry >>> HuffmanTable.VALUE_SHIFT);
              entry = entries[(int) bits & HuffmanTable.LITERAL_MASK];
            }
          }
        }
        continue;
      }
      int length = entry >>> HuffmanTable.VALUE_SHIFT;
      if ((entry & HuffmanTable.EXCEPTIONAL) != 0) {
        if ((entry & HuffmanTable.SUB_TABLE) != 0) {
          bits >>>= entry;
          held -= entry;
          entry = entries[HuffmanTable.subIndex(entry, (int) bits)];
          if (entry < 0) {
            bits >>>= entry;
            held -= entry;
            target[at++] = (byte) (entry >>> HuffmanTable.VALUE_SHIFT);
            entry = entries[(int) bits & HuffmanTable.LITERAL_MASK];
            continue;
          }
        }
        if ((entry & HuffmanTable.END_OF_BLOCK) != 0) {
          bits >>>= entry;
          held -= entry;
          ended = true;
          break;
        }
        if (HuffmanTable.isNoLength(entry)) {
          throw new DataFormatException("invalid literal/length code");
        }
        length = HuffmanTable.value(entry, (int) bits);
      }
      bits >>>= entry;
      held -= entry;

      entry = entries[HuffmanTable.DISTANCES_START + ((int) bits & HuffmanTable.DISTANCE_MASK)];
      if ((entry & HuffmanTable.EXCEPTIONAL) != 0) {
        if ((entry & HuffmanTable.SUB_TABLE) != 0) {
          bits >>>= entry;
          held -= entry;
          entry = entries[HuffmanTable.subIndex(entry, (int) bits)];
        }
        if ((entry & HuffmanTable.EXCEPTIONAL) != 0) {
          throw new DataFormatException("invalid distance code");
        }
      }
      int distance = HuffmanTable.value(entry, (int) bits);
      bits >>>= entry;
      held -= entry;
      entry = entries[(int) bits & HuffmanTable.LITERAL_MASK]; // while the match is copied
      if (distance > at - start) {
        throw new DataFormatException("invalid distance too far back");
      }
      if (distance >= Long.BYTES && length <= COPIED) {
        copyWords(target, at, at - distance);
      } else {
        copy(target, at, distance, length);
      }
      at += length;
    }
    this.bits = bits;
    this.held = held & 63;
    this.next = next;
    this.at = at;
    return ended;
  }

  /** Copies a match, and fewer than {@link #COPIED} bytes more. */
  private static void copy(byte[] target, int at, int distance, int length) {
    int from = at - distance;
    int to = at;
    int stop = at + length;
    if (distance >= Long.BYTES) {
      copyWords(target, to, from);
      while ((to += COPIED) < stop) {
        from += COPIED;
        copyWords(target, to, from);
      }
    } else if (distance == 1) {
      long same = (target[from] & 0xff) * EVERY_BYTE;
      for (; to < stop; to += Long.BYTES) {
        Bytes.putLongLittleEndian(target, to, same);
      }
    } else {
      copyBytes(target, at, distance, length);
    }
  }

  private static void copyWords(byte[] target, int to, int from) {
    Bytes.putLongLittleEndian(target, to, Bytes.getLongLittleEndian(target, from));
    Bytes.putLongLittleEndian(target, to + 8, Bytes.getLongLittleEndian(target, from + 8));
    Bytes.putLongLittleEndian(target, to + 16, Bytes.getLongLittleEndian(target, from + 16));
    Bytes.putLongLittleEndian(target, to + 24, Bytes.getLongLittleEndian(target, from + 24));
  }

  private static void copyBytes(byte[] target, int at, int distance, int length) {
    for (int i = at; i < at + length; i++) {
      target[i] = target[i - distance];
    }
  }

  /**
   * Inflates symbol by symbol while there is input; tells whether the block has ended. A turn
   * refills once, too: there may be no more input here than that takes.
   */
  private boolean inflateCarefully(HuffmanTable literals, HuffmanTable distances)
      throws DataFormatException {
    while (next <= lastTurn) {
      refillUnchecked();
      int entry = entry(literals);
      if (entry < 0) {
        checkRoom(1);
        target[at++] = (byte) (entry >>> HuffmanTable.VALUE_SHIFT);
        drop(entry);
      } else if ((entry & HuffmanTable.END_OF_BLOCK) != 0) {
        drop(entry);
        return true;
      } else if (HuffmanTable.isNoLength(entry)) {
        throw new DataFormatException("invalid literal/length code");
      } else {
        int length = HuffmanTable.value(entry, (int) bits);
        drop(entry);
        checkRoom(length);
        copyMatch(distances, length);
      }
    }
    return false;
  }

  private void copyMatch(HuffmanTable distances, int length) throws DataFormatException {
    int entry = entry(distances);
    if ((entry & HuffmanTable.EXCEPTIONAL) != 0) {
      throw new DataFormatException("invalid distance code");
    }
    int distance = HuffmanTable.value(entry, (int) bits);
    drop(entry);
    if (distance > at - start) {
      throw new DataFormatException("invalid distance too far back");
    }
    copyBytes(target, at, distance, length);
    at += length;
  }

  /** Returns the entry of the next bits, behind those that lead to a sub-table. */
  private int entry(HuffmanTable table) {
    int entry = table.entries()[table.index((int) bits)];
    if ((entry & HuffmanTable.SUB_TABLE) != 0) {
      drop(entry);
      entry = table.entries()[HuffmanTable.subIndex(entry, (int) bits)];
    }
    return entry;
  }

  private void drop(int entry) {
    int count = entry & HuffmanTable.TOTAL_MASK;
    bits >>>= count;
    held -= count;
  }

  private void checkRoom(int length) throws DataFormatException {
    if (length > end - at) {
      throw new DataFormatException("more bytes than it declares");
    }
  }

  /** Takes up to 16 bits. */
  private int take(int count) throws IOException, DataFormatException {
    if (held < count) {
      refill();
    }
    int taken = (int) bits & ((1 << count) - 1);
    bits >>>= count;
    held -= count;
    return taken;
  }

  private void align() {
    int count = held & 7;
    bits >>>= count;
    held -= count;
  }

  private void refill() throws IOException, DataFormatException {
    if (next > lastTurn) {
      more();
    }
    refillUnchecked();
  }

  private void refillUnchecked() {
    bits |= Bytes.getLongLittleEndian(input, next) << held;
    next += ~held >>> 3 & 7;
    held |= REFILLED;
  }

  /** Reads the next piece of the input, behind what is left of the last one. */
  private void more() throws IOException, DataFormatException {
    if (unread == 0 && next >= limit) {
      throw overrun();
    }
    int left = limit - next;
    System.arraycopy(input, next, input, 0, left);
    passed += next;
    next = 0;
    int rest = Math.max(0, end - at);
    long wanted = (long) rest + (rest >>> OVERHEAD_SHIFT) + OVERHEAD;
    int count = (int) Math.min(Math.min(unread, wanted), INPUT_LENGTH - left);
    source.read(input, left, count);
    unread -= count;
    limit = left + count;
    if (unread > 0) {
      lastTurn = limit - MOST_READ;
    } else {
      seal();
    }
  }

  /** Marks the end of the input. */
  private void seal() {
    Arrays.fill(input, limit, limit + PADDING, (byte) 0);
    lastTurn = limit + Long.BYTES;
  }

  /** Checks that no more input was taken than there is. */
  private void checkOverrun() throws DataFormatException {
    if (next - (held >>> 3) > limit) {
      throw overrun();
    }
  }

  private static DataFormatException overrun() {
    return new DataFormatException("it runs past the end");
  }

  /** The tables of blocks without their own. */
  private static final class FixedTables {
    static final HuffmanTable LITERALS;
    static final HuffmanTable DISTANCES;

    static {
      int[] entries = new int[HuffmanTable.ENTRIES];
      LITERALS = HuffmanTable.ofLiterals(entries);
      DISTANCES = HuffmanTable.ofDistances(entries);
      short[] literals = new short[HuffmanTable.LITERALS];
      for (int symbol = 0; symbol < literals.length; symbol++) {
        int length = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
        literals[symbol] = HuffmanTable.coded(symbol, length);
      }
      short[] distances = new short[HuffmanTable.DISTANCES];
      for (int symbol = 0; symbol < distances.length; symbol++) {
        distances[symbol] = HuffmanTable.coded(symbol, 5);
      }
      try {
        LITERALS.build(literals, 0, literals.length, 0, false);
        DISTANCES.build(distances, 0, distances.length, 0, false);
      } catch (DataFormatException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
