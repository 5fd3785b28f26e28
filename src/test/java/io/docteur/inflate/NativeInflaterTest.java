package io.docteur.inflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.docteur.pack.Inflating;
import io.docteur.testing.Zlib;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** libdeflate inflates where the JDK can call it, and takes nothing that zlib would not take. */
class NativeInflaterTest {
  /** What the classes of aircompressor-v3 are compiled for. */
  private static final int RELEASE = 25;

  private final Random random = new Random(7);

  @BeforeEach
  void isThere() {
    assumeTrue(
        Runtime.version().feature() >= RELEASE, "libdeflate is called on JDK 25 or newer only");
  }

  @Test
  void itIsTheDefaultWhereItIsOnThePath() {
    assertThat(NativeInflater.isAvailable()).isTrue();
    assertThat(Inflating.best()).isEqualTo(Inflating.NATIVE);
  }

  @Test
  void soundStreamsInflate() {
    NativeInflater inflater = new NativeInflater();
    for (int size : new int[] {1, 100, 5000, 300_000}) {
      byte[] content = content(size);
      byte[] stream = Zlib.deflate(content);
      byte[] framed = new byte[stream.length + 10];
      System.arraycopy(stream, 0, framed, 3, stream.length);
      byte[] target = new byte[size + 10];
      assertThat(inflater.inflate(framed, 3, 3 + stream.length, target, 4, size)).isTrue();
      byte[] expected = new byte[size + 10];
      System.arraycopy(content, 0, expected, 4, size);
      assertThat(target).isEqualTo(expected);
    }
  }

  @Test
  void whicheverBitIsFlippedTheJdkWouldHaveTakenItToo() {
    NativeInflater inflater = new NativeInflater();
    byte[] content = content(3000);
    byte[] stream = Zlib.deflate(content);
    for (int bit = 0; bit < stream.length * Byte.SIZE; bit++) {
      byte[] flipped = stream.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      byte[] target = new byte[content.length];
      if (inflater.inflate(flipped, 0, flipped.length, target, 0, target.length)) {
        // An Adler-32 does not tell all streams apart.
        assertThat(target).as("bit %d", bit).isEqualTo(Zlib.inflate(flipped, content.length));
      }
    }
  }

  @Test
  void truncatedStreamsAndOtherSizesAreNoticed() {
    NativeInflater inflater = new NativeInflater();
    byte[] content = content(3000);
    byte[] stream = Zlib.deflate(content);
    byte[] target = new byte[content.length + 1];
    for (int length = 0; length < stream.length; length++) {
      byte[] cut = Arrays.copyOf(stream, length);
      assertThat(inflater.inflate(cut, 0, length, target, 0, content.length)).isFalse();
    }
    for (int size : new int[] {0, content.length - 1, content.length + 1}) {
      assertThat(inflater.inflate(stream, 0, stream.length, target, 0, size)).isFalse();
    }
  }

  private byte[] content(int size) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) ('a' + Math.abs(random.nextGaussian()) * 9);
    }
    return content;
  }
}
