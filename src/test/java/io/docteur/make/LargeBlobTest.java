package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.DamagedImageException;
import io.docteur.image.Image;
import io.docteur.image.ImageOptions;
import io.docteur.image.ImageParts;
import io.docteur.layout.Directory;
import io.docteur.layout.Entry;
import io.docteur.pack.Blob;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.PackLimits;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import io.docteur.testing.Git;
import io.docteur.testing.MemoryStorage;
import io.docteur.verify.Problem;
import io.docteur.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large files are entered in the middle, and give no wrong byte there. */
class LargeBlobTest {
  private static final int SIZE = PackLimits.STREAMED_SIZE + 12_345;

  @TempDir Path directory;

  private final byte[] content = content();

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    Random random = new Random(7);
    random.nextBytes(content);
    for (int i = 0; i < content.length; i++) {
      content[i] = i / 100_000 % 2 == 0 ? content[i] : (byte) (content[i] & 3);
    }
    return content;
  }

  private Path image() throws IOException {
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.write(source.resolve("large"), content);
    Files.writeString(source.resolve("small"), "small\n");
    Path image = directory.resolve("large.img");
    ImageMaker.from(source).make(image);
    return image;
  }

  private static Entry file(Image image, String name) throws IOException {
    Directory root = image.layout().directory(image.layout().root());
    return root.find(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads some bytes at a position, and tells how many were as they should be. */
  private int readAt(Blob blob, int position) throws IOException {
    byte[] target = new byte[4096];
    int count = blob.read(position, target, 0, target.length);
    assertThat(count).isPositive();
    assertThat(Arrays.equals(target, 0, count, content, position, position + count))
        .as("%d bytes at %d", count, position)
        .isTrue();
    return count;
  }

  @Test
  void aLargeFileIsReadAtAnyPositionAndGitTakesItsEntry() throws IOException {
    Path path = image();
    MadeImage.takeApart(path, directory.resolve("git")).isAcceptedByGit();
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (Image image = Image.open(Storage.open(path, true), ImageOptions.defaults());
        Blob blob = image.open(file(image, "large"))) {
      assertThat(image.carriedLayout().points().steps(file(image, "large").rank()).count())
          .isEqualTo((SIZE - 1) / EntryPoints.STEP + 1);
      assertThat(image.carriedLayout().points().steps(file(image, "small").rank())).isNull();
      assertThat(blob.size()).isEqualTo(SIZE);
      for (int at = 0; at < SIZE; ) {
        at += readAt(blob, at);
      }
      for (int i = 0; i < 50; i++) {
        readAt(blob, random.nextInt(SIZE));
      }
      for (int step = 1; step < SIZE / EntryPoints.STEP; step++) {
        readAt(blob, step * EntryPoints.STEP);
        readAt(blob, step * EntryPoints.STEP - 1);
      }
      assertThat(blob.read(SIZE, new byte[1], 0, 1)).isEqualTo(-1);
      assertThat(image.read(file(image, "large"))).isEqualTo(content);
    }
  }

  @Test
  void aLargeFileThatIsTakenForASmallOneHasTheSameBytes() throws IOException {
    Path path = image();
    try (Image image = Image.open(Storage.open(path, true), ImageOptions.defaults());
        ImageParts parts = ImageParts.open(Storage.open(path, true), ImageOptions.defaults());
        Blob blob = parts.blobs().openSmall(file(image, "large").rank(), -1)) {
      for (int at = 0; at < SIZE; ) {
        at += readAt(blob, at);
      }
    }
  }

  @Test
  void aBitFlippedAnywhereGivesTheRightBytesOrAnException() throws IOException {
    byte[] sound = Files.readAllBytes(image());
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int damaged = 0;
    for (int turn = 0; turn < 200; turn++) {
      // The layout and the index stand in the last bytes, and are small beside the file.
      int from = turn % 2 == 0 ? 0 : sound.length - 8192;
      int at = from + random.nextInt(sound.length - from);
      byte bit = (byte) (1 << random.nextInt(Byte.SIZE));
      sound[at] ^= bit;
      try (Image image = Image.open(new MemoryStorage(sound), ImageOptions.defaults());
          Blob blob = image.open(file(image, "large"))) {
        for (int i = 0; i < 4; i++) {
          readAt(blob, random.nextInt(SIZE));
        }
        readAt(blob, Math.max(0, Math.min(SIZE - 1, (at / EntryPoints.STEP) * EntryPoints.STEP)));
      } catch (DamagedImageException e) {
        damaged++;
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", byte " + at, e);
      }
      sound[at] ^= bit;
    }
    assertThat(damaged).isPositive();
  }

  @Test
  void verifyFindsWhatIsWrongWithTheSteps() throws IOException {
    Path path = image();
    byte[] sound = Files.readAllBytes(path);
    List<Problem> problems = new ArrayList<>();
    assertThat(Verifier.verify(path, 1, problems::add, (done, all) -> {}).isSound())
        .as("%s", problems)
        .isTrue();
    long rows;
    try (Image image = Image.open(new MemoryStorage(sound), ImageOptions.defaults())) {
      rows = pointsPosition(sound, image);
    }
    sound[(int) rows + 32 + 16 + 15] ^= 1; // the CRC-32 of the second step
    Files.write(path, sound);
    assertThat(Verifier.verify(path, 1, problems::add, (done, all) -> {}).isSound()).isFalse();
  }

  /** Returns where the rows of the large blob lie: its rank, its size, the bytes of a step. */
  private static long pointsPosition(byte[] image, Image opened) throws IOException {
    byte[] row = new byte[24];
    Bytes.putLong(row, 0, file(opened, "large").rank());
    Bytes.putLong(row, 8, SIZE);
    Bytes.putLong(row, 16, EntryPoints.STEP);
    for (int at = image.length - row.length; ; at--) {
      if (Arrays.equals(row, 0, row.length, image, at, at + row.length)) {
        return at;
      }
    }
  }

  @Test
  void largeFilesThatAreDeltasInARepositoryAreStoredWhole() throws IOException {
    Path repository = Git.init(Files.createDirectory(directory.resolve("repository")));
    Files.write(repository.resolve("large"), content);
    byte[] other = content.clone();
    other[SIZE / 2] ^= 1;
    Files.write(repository.resolve("other"), other);
    Git.commitAll(repository);
    Git.run(repository, "repack", "-adfq", "--depth=5", "--window=5");
    Path path = directory.resolve("repository.img");
    ImageMaker.from(repository.toString()).make(path);
    MadeImage made = MadeImage.takeApart(path, directory.resolve("git")).isAcceptedByGit();
    assertThat(made.deltaDepths("blob")).isEmpty();
    try (Image image = Image.open(Storage.open(path, true), ImageOptions.defaults());
        Blob blob = image.open(file(image, "large"))) {
      readAt(blob, SIZE / 2);
    }
  }
}
