package io.docteur.make.packing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.RandomTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;
import org.eclipse.jgit.internal.storage.pack.DeltaIndex;
import org.junit.jupiter.api.Test;

/** Deltas as they go into an image, which JGit applies. */
class DeltaEncoderTest {
  private static byte[] encode(byte[] base, byte[] target) {
    DeltaBuffer delta = new DeltaBuffer();
    new DeltaEncoder().encode(base, target, delta);
    return Arrays.copyOf(delta.array(), delta.length());
  }

  private static byte[] random(Random random, int length, int letters) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(letters);
    }
    return bytes;
  }

  /** Some parts of a base, and in between what is not of it. */
  private static byte[] edited(Random random, byte[] base, int letters) {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    for (int parts = random.nextInt(8); parts > 0; parts--) {
      int start = random.nextInt(base.length + 1);
      target.write(base, start, random.nextInt(base.length - start + 1));
      target.writeBytes(random(random, random.nextInt(300), letters));
    }
    return target.toByteArray();
  }

  private static int deflated(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, new Deflater(6))) {
      deflate.write(bytes);
    }
    return out.size();
  }

  @Test
  void aDeltaMakesItsTargetFromItsBase() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int[] lengths = {0, 1, 7, 8, 9, 100, 5_000, 200_000};
    int[] alphabets = {1, 2, 5, 256};
    for (int i = 0; i < 400; i++) {
      int letters = alphabets[i % alphabets.length];
      byte[] base = random(random, random.nextInt(lengths[i % lengths.length] + 1), letters);
      byte[] target = edited(random, base, letters);
      assertThat(BinaryDelta.apply(base, encode(base, target)))
          .as("seed %d, round %d", seed, i)
          .isEqualTo(target);
    }
  }

  @Test
  void aDeltaIsOfFewInstructionsWhereTheBaseIsLong() {
    Random random = new Random(1);
    byte[] base = random(random, 5 << 20, 256);
    byte[] target = Arrays.copyOfRange(base, 12_345, base.length + 3);
    System.arraycopy(base, 0, target, 1 << 20, 10_000);
    byte[] delta = encode(base, target);
    assertThat(BinaryDelta.apply(base, delta)).isEqualTo(target);
    int copies = target.length / (1 << 16) + 3;
    assertThat(delta.length).isLessThan(8 * copies);
  }

  /** As the pages of one documentation are, which two versions of a generator wrote. */
  @Test
  void manySmallChangesTakeLessThanByTheIndexThatIsQuicker() throws IOException {
    String text =
        new RandomTree(new Random(2)).text(4_000).replace("line ", "<li><a name=\"entry-");
    byte[] base = text.getBytes(US_ASCII);
    byte[] target = text.replace(" name=", " id=").replaceAll("7\n", "7</a>\n").getBytes(US_ASCII);
    ByteArrayOutputStream quick = new ByteArrayOutputStream();
    new DeltaIndex(base).encode(quick, target);
    byte[] delta = encode(base, target);
    assertThat(BinaryDelta.apply(base, delta)).isEqualTo(target);
    assertThat(deflated(delta)).isLessThan(deflated(quick.toByteArray()) * 9 / 10);
  }
}
