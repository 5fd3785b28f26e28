package io.docteur.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.DamagedImageException;
import io.docteur.layout.Directory;
import io.docteur.layout.Entry;
import io.docteur.layout.EntryKind;
import io.docteur.pack.ObjectId;
import io.docteur.storage.Bytes;
import io.docteur.testing.Git;
import io.docteur.testing.MemoryStorage;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bit of an image is wrong, what is read is right or an exception. */
class DamagedImageTest {
  /** One bit in so many is flipped where an image is too large for all; a prime. */
  private static final int SAMPLED = 1009;

  @TempDir Path directory;

  /** Files of one size, each a delta against another: what a wrong link would mix up unnoticed. */
  private Path family() throws IOException {
    Path repository = Git.init(Files.createDirectory(directory.resolve("repository")));
    for (int i = 10; i < 30; i++) {
      Path file = repository.resolve("d" + i % 2).resolve("file" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "0123456789 the same line\n".repeat(9) + i + "\n");
    }
    Git.commitAll(repository);
    Path image = directory.resolve("family.img");
    return TestImages.fromGit(
        repository, "HEAD", image, "--delta-base-offset", "--depth=9", "--window=30");
  }

  /** Swaps what the index says of two blobs: a lie that no checksum of the two tells. */
  private static byte[] swapped(byte[] image, String a, String b) throws IOException {
    int index = (int) Bytes.getLongLittleEndian(image, ImageFormat.INDEX_POSITION);
    byte[] bytes = image.clone();
    try (Image opened = Image.open(new MemoryStorage(image), ImageOptions.defaults())) {
      int count = opened.index().count();
      int crcs = index + 8 + 256 * Integer.BYTES + count * ObjectId.LENGTH;
      for (int table : new int[] {crcs, crcs + count * Integer.BYTES}) {
        int x = table + rank(opened, a) * Integer.BYTES;
        int y = table + rank(opened, b) * Integer.BYTES;
        System.arraycopy(image, x, bytes, y, Integer.BYTES);
        System.arraycopy(image, y, bytes, x, Integer.BYTES);
      }
    }
    return bytes;
  }

  private static int rank(Image image, String name) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return image.layout().directory(image.layout().root()).find(bytes).rank();
  }

  @Test
  void aLieThatOnlyAHashTellsIsFoundWhereObjectsAreHashed() throws IOException {
    Path repository = Git.init(Files.createDirectory(directory.resolve("two")));
    Files.writeString(repository.resolve("a"), "one text");
    Files.writeString(repository.resolve("b"), "another!");
    Git.commitAll(repository);
    Path image = TestImages.fromGit(repository, "HEAD", directory.resolve("two.img"));
    byte[] lying = swapped(Files.readAllBytes(image), "a", "b");
    ImageOptions plain = ImageOptions.defaults();
    ObjectId commit = ObjectId.fromHex(Git.line(repository, "rev-parse", "HEAD"));
    for (ImageOptions options : List.of(with(plain, true, null), with(plain, false, commit))) {
      try (Image opened = Image.open(new MemoryStorage(lying), options)) {
        Entry file =
            opened
                .layout()
                .directory(opened.layout().root())
                .find("a".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> opened.read(file)).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> opened.open(file))
            .isInstanceOfSatisfying(
                DamagedImageException.class,
                damage -> assertThat(damage.objectId()).contains(id(opened, file)));
      }
    }
  }

  private static String id(Image image, Entry entry) {
    try {
      return image.id(entry).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ImageOptions with(ImageOptions options, boolean checkObjects, ObjectId commit) {
    return new ImageOptions(
        options.mode(),
        options.cacheBytes(),
        options.maxObjectMemory(),
        options.spillDirectory(),
        checkObjects,
        options.inflating(),
        commit);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyBitFlippedGivesTheRightBytesOrAnException(boolean layout) throws IOException {
    Path image = family();
    if (layout) {
      image = SampleImages.withLayout(image, directory.resolve("carrying.img"));
    }
    assertNoWrongByte(image, 1);
  }

  @Test
  void aBitFlippedInTheOriginalsChainsGivesTheRightBytesOrAnException() throws IOException {
    assertNoWrongByte(TestImages.original("chain.img"), SAMPLED);
  }

  private void assertNoWrongByte(Path image, int stride) throws IOException {
    Map<String, String> expected = new HashMap<>();
    byte[] sound = Files.readAllBytes(image);
    assertThat(read(sound, expected)).isZero();
    assertThat(expected.size()).isGreaterThanOrEqualTo(20);
    int damaged = 0;
    for (long bit = 0; bit < (long) sound.length * Byte.SIZE; bit += stride) {
      byte[] bytes = sound.clone();
      bytes[(int) (bit / Byte.SIZE)] ^= (byte) (1 << bit % Byte.SIZE);
      Map<String, String> contents = new HashMap<>();
      damaged += read(bytes, contents) > 0 ? 1 : 0;
      for (Map.Entry<String, String> content : contents.entrySet()) {
        assertThat(content.getValue())
            .as("%s with bit %d flipped", content.getKey(), bit)
            .isEqualTo(expected.get(content.getKey()));
      }
    }
    assertThat(damaged).isPositive();
  }

  /** Reads all that can be read, and returns how many reads failed. */
  private static int read(byte[] bytes, Map<String, String> contents) throws IOException {
    try (Image image = Image.open(new MemoryStorage(bytes), ImageOptions.defaults())) {
      if (!image.commit().tree().equals(image.id(image.layout().root()))) {
        return 1;
      }
      return read(image, image.layout().root(), "", contents);
    } catch (DamagedImageException e) {
      return 1;
    }
  }

  private static int read(Image image, Entry directory, String path, Map<String, String> contents)
      throws IOException {
    int failed = 0;
    Directory.Cursor cursor;
    try {
      cursor = image.layout().directory(directory).entries();
    } catch (DamagedImageException e) {
      return 1;
    }
    for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
      String child = path + "/" + new String(entry.name(), StandardCharsets.UTF_8);
      if (entry.kind() == EntryKind.DIRECTORY) {
        failed += read(image, entry, child, contents);
        continue;
      }
      try {
        contents.put(child, new String(image.read(entry), StandardCharsets.UTF_8));
      } catch (DamagedImageException e) {
        failed++;
      }
    }
    return failed;
  }
}
