package io.docteur.inflate;

import io.docteur.storage.Bytes;
import java.io.IOException;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;

/**
 * Inflates a whole zlib stream (RFC 1950, RFC 1951) into an array, when the size of what comes out
 * is known. It takes what zlib takes: the same streams are sound, and the Adler-32 is checked.
 *
 * <p>Matches are copied eight bytes at a time, as libdeflate's documentation describes: a loop does
 * so while there is room for the most that one turn writes, and a careful loop decodes the last
 * symbols one by one. Not thread-safe.
 */
public final class BufferInflater extends BitInput {
  /** What one turn of the fast loop writes at most: a match. */
  public static final int MOST_WRITTEN = 258 + MatchCopy.COPIED;

  private static final int METHOD_DEFLATE = 8;
  private static final int LARGEST_WINDOW = 7;
  private static final int DICTIONARY = 0x20;
  private static final int HEADER_DIVISOR = 31;
  private static final int STORED = 0;
  private static final int FIXED = 1;
  private static final int DYNAMIC = 2;

  /** The codewords' lengths in a refill, each of 7 bits, with 7 more for a repetition. */
  private static final int LENGTHS_IN_REFILL = REFILLED / 14;

  private final int[] entries = new int[HuffmanTable.ENTRIES];
  private final HuffmanTable literals = HuffmanTable.ofLiterals(entries);
  private final HuffmanTable distances = HuffmanTable.ofDistances(entries);
  private final CodeLengths codeLengths = new CodeLengths();
  private final Adler32 adler = new Adler32();

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
  public void inflate(Source source, long available, byte[] target, int offset, int size, int room)
      throws IOException, DataFormatException {
    prepare(target, offset, size, room);
    open(source, available);
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
  public void inflate(byte[] input, int from, int to, byte[] target, int offset, int size, int room)
      throws IOException, DataFormatException {
    prepare(target, offset, size, room);
    open(input, from, to);
    inflate();
  }

  /**
   * Inflates bare blocks of deflate (RFC 1951) that lie in an array, with no zlib header or trailer
   * around them, and with no need of what was before; blocks that follow are not looked at.
   *
   * @param input what holds the blocks, and {@link #PADDING} bytes behind them that will be changed
   * @param from where the first block starts
   * @param to where the last one ends, or later
   * @param target where the inflated bytes go, from its start; what lies behind them may hold
   *     anything afterwards
   * @param size how many there have to be
   * @throws DataFormatException when they are not sound blocks of so many bytes
   */
  public void inflateBlocks(byte[] input, int from, int to, byte[] target, int size)
      throws IOException, DataFormatException {
    prepare(target, 0, size, target.length);
    open(input, from, to);
    try {
      while (at < end && !block()) {}
      if (at != end) {
        throw notAsDeclared();
      }
    } finally {
      forget();
    }
  }

  private void prepare(byte[] target, int offset, int size, int room) {
    this.target = target;
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
    close();
  }

  @Override
  int rest() {
    return end - at;
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
    checkRoom(length);
    for (int left = length; left > 0; ) {
      int part = take(target, at, left);
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
        drop(codeLengths.next((int) bits));
      }
    }
    codeLengths.build(literals, distances);
  }

  /** Inflates what follows up to the end of the block. */
  private void inflate(HuffmanTable literals, HuffmanTable distances)
      throws IOException, DataFormatException {
    boolean ended = false;
    while (!ended) {
      readOn();
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
   * The branches for literals are alike on purpose: each has jumps of its own, which the processor
   * guesses by what comes there, and a method could not return all that they change.
   */
  private boolean inflateFast(int[] entries) throws DataFormatException {
    byte[] input = bytes;
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
      if (distance >= Long.BYTES && length <= MatchCopy.COPIED) {
        MatchCopy.copyWords(target, at, at - distance);
      } else {
        MatchCopy.copy(target, at, distance, length);
      }
      at += length;
    }
    this.bits = bits;
    this.held = held & 63;
    this.next = next;
    this.at = at;
    return ended;
  }

  /**
   * Inflates symbol by symbol while there is input; tells whether the block has ended. A turn
   * refills once, too: there may be no more input here than that takes.
   */
  private boolean inflateCarefully(HuffmanTable literals, HuffmanTable distances)
      throws DataFormatException {
    while (next <= lastTurn) {
      refillInTurn();
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
    MatchCopy.copyBytes(target, at, distance, length);
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

  private void checkRoom(int length) throws DataFormatException {
    if (length > end - at) {
      throw new DataFormatException("more bytes than it declares");
    }
  }
}
