package io.docteur.inflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.storage.Bytes;
import io.docteur.testing.Zlib;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's inflater is the oracle: the same bytes, or an error where it has one. */
@Timeout(120)
class BufferInflaterTest {
  private static final int[] FLUSHES = {
    Deflater.NO_FLUSH, Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH
  };
  private static final byte[] HEADER = {0x78, (byte) 0x9c};
  private static final byte GUARD = 0x5a;

  private final BufferInflater inflater = new BufferInflater();
  private long seed;
  private Random random;

  @BeforeEach
  void printSeed() {
    seed = new Random().nextLong();
    random = new Random(seed);
    System.out.println(getClass().getSimpleName() + " seed " + seed);
  }

  @Test
  void soundStreamsOfEveryLevelStrategyAndFlushInflate() throws Exception {
    for (int level = 0; level <= 9; level++) {
      for (int strategy = Deflater.DEFAULT_STRATEGY;
          strategy <= Deflater.HUFFMAN_ONLY;
          strategy++) {
        for (int i = 0; i < 8; i++) {
          byte[] content = content(random.nextInt(i < 6 ? 3000 : 100_000));
          byte[] stream = deflate(content, level, strategy);
          assertThat(inflate(stream, content.length)).as(what()).isEqualTo(content);
          assertThat(inflater.consumed()).as(what()).isEqualTo(stream.length);
        }
      }
    }
  }

  @Test
  void whatFollowsAStreamIsNotTaken() throws Exception {
    for (int i = 0; i < 100; i++) {
      byte[] content = content(random.nextInt(50_000));
      byte[] stream = deflate(content, random.nextInt(10), Deflater.DEFAULT_STRATEGY);
      byte[] longer = Arrays.copyOf(stream, stream.length + random.nextInt(100_000));
      Arrays.fill(longer, stream.length, longer.length, (byte) random.nextInt());
      assertThat(inflate(longer, content.length)).as(what()).isEqualTo(content);
      assertThat(inflater.consumed()).as(what()).isEqualTo(stream.length);
    }
  }

  @Test
  void theLongestCodewordsInflateWhereverAPieceOfTheInputEnds() throws Exception {
    for (int behind = -4; behind < 12; behind++) {
      for (int literals = 0; literals < 64; literals++) {
        byte[] block = DeflateBlock.ofLongCodewords(literals, 5);
        byte[] raw = new byte[(1 << 14) - HEADER.length + behind];
        random.nextBytes(raw);
        int stored = raw.length - block.length - 5; // before the block, and not the last one
        raw[0] = 0;
        Bytes.putInt(raw, 1, Integer.reverseBytes(~stored << Short.SIZE | stored));
        System.arraycopy(block, 0, raw, raw.length - block.length, block.length);
        assertThat(assertBlocksDoWhatTheyDoInTheJdks(raw)).as(what()).isTrue();
      }
    }
  }

  @Test
  void anotherSizeThanTheStreamsIsAnError() throws Exception {
    for (int i = 0; i < 100; i++) {
      byte[] content = content(1 + random.nextInt(5000));
      byte[] stream = deflate(content, random.nextInt(10), Deflater.DEFAULT_STRATEGY);
      assertThat(inflate(stream, random.nextInt(content.length))).as(what()).isNull();
      assertThat(inflate(stream, content.length + 1 + random.nextInt(500))).as(what()).isNull();
    }
  }

  @Test
  void aTruncatedStreamIsAnErrorWhereverItEnds() throws Exception {
    for (int i = 0; i < 15; i++) {
      byte[] content = content(random.nextInt(2000));
      byte[] stream = deflate(content, random.nextInt(10), random.nextInt(3));
      for (int length = 0; length < stream.length; length++) {
        assertThat(inflate(Arrays.copyOf(stream, length), content.length)).as(what()).isNull();
      }
    }
  }

  @Test
  void whicheverBitIsFlippedItDoesWhatTheJdksDoes() throws Exception {
    for (int i = 0; i < 12; i++) {
      byte[] content = content(random.nextInt(i < 9 ? 600 : 20_000));
      byte[] stream = deflate(content, random.nextInt(10), random.nextInt(3));
      int step = 1 + stream.length / 500;
      for (int bit = random.nextInt(step); bit < stream.length * Byte.SIZE; bit += step) {
        byte[] flipped = stream.clone();
        flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        assertDoesWhatTheJdksDoes(flipped, content.length);
      }
    }
  }

  @Test
  void randomBlocksDoWhatTheyDoInTheJdks() throws Exception {
    int sound = 0;
    for (int i = 0; i < 15_000; i++) {
      byte[] raw = new byte[random.nextInt(400)];
      random.nextBytes(raw);
      if (raw.length > 0) {
        raw[0] = (byte) (raw[0] & ~7 | random.nextInt(8) | 1);
      }
      sound += assertBlocksDoWhatTheyDoInTheJdks(raw) ? 1 : 0;
    }
    assertThat(sound).as(what()).isGreaterThan(20);
  }

  @Test
  void blocksOfRandomCodesDoWhatTheyDoInTheJdks() throws Exception {
    int sound = 0;
    for (int i = 0; i < 15_000; i++) {
      byte[] raw = DeflateBlock.random(random);
      sound += assertBlocksDoWhatTheyDoInTheJdks(raw) ? 1 : 0;
    }
    assertThat(sound).as(what()).isGreaterThan(200);
  }

  @Test
  void whatWasFlushedInFullInflatesStepByStep() throws Exception {
    for (int i = 0; i < 100; i++) {
      byte[] content = content(1 + random.nextInt(50_000));
      int step = 1 + random.nextInt(content.length);
      Deflater deflater = new Deflater(random.nextInt(10), true);
      for (int at = 0; at < content.length; at += step) {
        byte[] part = Arrays.copyOfRange(content, at, Math.min(content.length, at + step));
        deflater.setInput(part);
        byte[] blocks = new byte[2 * part.length + 100];
        int length = deflater.deflate(blocks, 0, blocks.length, Deflater.FULL_FLUSH);
        assertThat(blocks(blocks, length, part.length)).as(what()).isEqualTo(part);
        assertThatThrownBy(() -> blocks(blocks, length, part.length + 1))
            .as(what())
            .isInstanceOf(DataFormatException.class);
        if (length > 100) { // in less, the flush may be more than half of it
          assertThatThrownBy(() -> blocks(blocks, length / 2, part.length))
              .as(what())
              .isInstanceOf(DataFormatException.class);
        }
      }
      deflater.end();
    }
  }

  private byte[] blocks(byte[] blocks, int length, int size) throws Exception {
    byte[] target = new byte[size];
    byte[] input = Arrays.copyOf(blocks, length + BufferInflater.PADDING);
    inflater.inflateBlocks(input, 0, length, target, size);
    return target;
  }

  private String what() {
    return "seed " + seed;
  }

  /** Completes blocks to a stream that is sound when they are; tells whether they are. */
  private boolean assertBlocksDoWhatTheyDoInTheJdks(byte[] raw) throws Exception {
    Inflater oracle = new Inflater(true);
    byte[] content = new byte[1 << 16];
    int taken = raw.length;
    int size = random.nextInt(1000);
    boolean sound = false;
    try {
      oracle.setInput(raw);
      int count = oracle.inflate(content);
      sound = oracle.finished();
      if (sound) {
        size = count;
        taken = (int) oracle.getBytesRead();
      }
    } catch (DataFormatException e) {
      // that is what ours has to find, too
    } finally {
      oracle.end();
    }
    Adler32 adler = new Adler32();
    adler.update(content, 0, size);
    byte[] stream = Arrays.copyOf(HEADER, HEADER.length + taken + Integer.BYTES);
    System.arraycopy(raw, 0, stream, HEADER.length, taken);
    Bytes.putInt(stream, HEADER.length + taken, (int) adler.getValue());
    byte[] inflated = inflate(stream, size);
    if (sound) {
      assertThat(inflated).as(what()).isEqualTo(Arrays.copyOf(content, size));
    } else {
      assertThat(inflated).as(what()).isEqualTo(Zlib.inflate(stream, size));
    }
    return sound;
  }

  private void assertDoesWhatTheJdksDoes(byte[] stream, int size) throws Exception {
    assertThat(inflate(stream, size)).as(what()).isEqualTo(Zlib.inflate(stream, size));
  }

  /** Returns what ours makes of it, and checks that it writes nowhere else. */
  private byte[] inflate(byte[] stream, int size) throws IOException {
    int offset = random.nextInt(3) * 100;
    int room = random.nextBoolean() ? 0 : random.nextInt(600);
    byte[] target = new byte[offset + size + room + 50];
    Arrays.fill(target, GUARD);
    try {
      if (random.nextBoolean()) {
        inflatePieces(stream, target, offset, size, offset + size + room);
      } else {
        byte[] input = new byte[offset + stream.length + BufferInflater.PADDING];
        System.arraycopy(stream, 0, input, offset, stream.length);
        int end = input.length - BufferInflater.PADDING;
        inflater.inflate(input, offset, end, target, offset, size, offset + size + room);
      }
      return Arrays.copyOfRange(target, offset, offset + size);
    } catch (DataFormatException e) {
      return null;
    } finally {
      for (int i = 0; i < target.length; i++) {
        if (i < offset || i >= offset + size + room) {
          assertThat(target[i]).as(what()).isEqualTo(GUARD);
        }
      }
    }
  }

  private void inflatePieces(byte[] stream, byte[] target, int offset, int size, int room)
      throws IOException, DataFormatException {
    int[] read = {0};
    inflater.inflate(
        (buffer, at, length) -> {
          System.arraycopy(stream, read[0], buffer, at, length);
          read[0] += length;
        },
        stream.length,
        target,
        offset,
        size,
        room);
  }

  private byte[] deflate(byte[] content, int level, int strategy) {
    Deflater deflater = new Deflater(level);
    deflater.setStrategy(strategy);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    int pieces = random.nextInt(4);
    int from = 0;
    for (int piece = 0; piece < pieces; piece++) {
      int length = random.nextInt(content.length - from + 1);
      deflater.setInput(content, from, length);
      from += length;
      int flush = FLUSHES[random.nextInt(FLUSHES.length)];
      int count;
      do {
        count = deflater.deflate(buffer, 0, buffer.length, flush);
        out.write(buffer, 0, count);
      } while (count == buffer.length || !deflater.needsInput());
    }
    deflater.setInput(content, from, content.length - from);
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** Returns noise, runs, repetitions at all distances, or a mix of them. */
  private byte[] content(int length) {
    byte[] content = new byte[length];
    int symbols = 1 + random.nextInt(random.nextBoolean() ? 256 : 6);
    int kinds = 1 + random.nextInt(3);
    for (int at = 0; at < length; ) {
      int part = Math.min(length - at, 1 + random.nextInt(300));
      int kind = random.nextInt(kinds);
      int distance = at == 0 ? 0 : 1 + random.nextInt(random.nextBoolean() ? at : Math.min(at, 9));
      for (int i = at; i < at + part; i++) {
        if (kind == 0 || distance == 0) {
          content[i] = (byte) (Math.abs(random.nextGaussian()) * symbols);
        } else {
          content[i] = content[i - distance];
        }
      }
      at += part;
    }
    return content;
  }
}
