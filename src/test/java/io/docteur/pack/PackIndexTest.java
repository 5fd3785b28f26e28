package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.DamagedImageException;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import io.docteur.testing.Git;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index, against those that {@code git index-pack} writes. */
class PackIndexTest {
  @TempDir Path directory;

  private GitPack git() throws IOException {
    return GitPack.of(GitPack.repository(directory, 20, 10), "--delta-base-offset");
  }

  private static byte[] write(PackIndexWriter.Entries entries, ObjectId checksum)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(PackIndexWriter.write(entries, checksum, out)).isEqualTo(out.size());
    return out.toByteArray();
  }

  private PackIndex open(byte[] bytes) throws IOException {
    return PackIndex.open(Storage.open(Files.write(directory.resolve("i"), bytes), false), 0);
  }

  @Test
  void anIndexIsWrittenByteForByteAsGitDoes() throws IOException {
    try (GitPack git = git()) {
      assertThat(write(new Copy(git.index), git.index.packChecksum()))
          .isEqualTo(Files.readAllBytes(git.indexFile));
      assertThat(git.index.length()).isEqualTo(Files.size(git.indexFile));
    }
  }

  @Test
  void everyIdIsFoundAndNoOther() throws IOException {
    try (GitPack git = git()) {
      for (int rank = 0; rank < git.index.count(); rank++) {
        ObjectId id = git.index.id(rank);
        assertThat(git.index.rank(id)).isEqualTo(rank);
        assertThat(git.index.rank(new ObjectId(id.a(), id.b(), id.c() + 1))).isEqualTo(-1);
        assertThat(git.index.rank(new ObjectId(id.a() - 1, id.b(), id.c()))).isEqualTo(-1);
      }
    }
  }

  @Test
  void offsetsOf64BitsThatGitWroteAreRead() throws IOException {
    try (GitPack git = git()) {
      Path forced = directory.resolve("forced.idx");
      Path pack = git.packFile;
      Git.run(
          directory,
          "index-pack",
          "--index-version=2,0x40",
          "-o",
          forced.toString(),
          pack.toString());
      try (Storage storage = Storage.open(forced, false)) {
        PackIndex index = PackIndex.open(storage, 0);
        assertThat(index.length()).isEqualTo(Files.size(forced)).isGreaterThan(git.index.length());
        assertThat(index.packChecksum()).isEqualTo(git.index.packChecksum());
        for (int rank = 0; rank < index.count(); rank++) {
          assertThat(index.offset(rank)).isEqualTo(git.index.offset(rank));
          assertThat(index.crc32(rank)).isEqualTo(git.index.crc32(rank));
        }
      }
    }
  }

  @Test
  void onlyOffsetsAbove31BitsGoIntoTheTableOf64() throws IOException {
    long[] offsets = {12, 0x7fffffffL, 0x80000000L, 5L << 32, 0x7fff_ffff_ffffL};
    ObjectId checksum = new ObjectId(1, 2, 3);
    byte[] bytes = write(new Made(offsets), checksum);
    assertThat(bytes).hasSize(8 + 1024 + 5 * 28 + 3 * 8 + 40);
    PackIndex index = open(bytes);
    for (int rank = 0; rank < offsets.length; rank++) {
      assertThat(index.offset(rank)).isEqualTo(offsets[rank]);
    }
    assertThat(index.length()).isEqualTo(bytes.length);
    assertThat(index.packChecksum()).isEqualTo(checksum);
    byte[] content = Arrays.copyOf(bytes, bytes.length - ObjectId.LENGTH);
    assertThat(index.indexChecksum().toBytes()).isEqualTo(ObjectId.sha1().digest(content));
  }

  @Test
  void idsThatDoNotAscendAreNotWritten() {
    PackIndexWriter.Entries sorted = new Made(new long[] {12, 13});
    PackIndexWriter.Entries backward =
        new PackIndexWriter.Entries() {
          @Override
          public int count() {
            return 2;
          }

          @Override
          public ObjectId id(int rank) throws IOException {
            return sorted.id(1 - rank);
          }

          @Override
          public long offset(int rank) throws IOException {
            return sorted.offset(rank);
          }

          @Override
          public int crc32(int rank) throws IOException {
            return 0;
          }
        };
    assertThatThrownBy(() -> write(backward, new ObjectId(0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIndexOfManyIdsOfOneFirstByteIsSearchedInFewReads() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    TreeMap<ObjectId, Integer> ids = new TreeMap<>();
    for (int i = 0; i < 50_000; i++) { // evenly distributed, then as skewed as can be
      long tail = i < 25_000 ? random.nextLong() >>> 8 : 1L << random.nextInt(56);
      ids.put(new ObjectId(7L << 56 | tail, random.nextLong(), 0), i);
    }
    ObjectId[] sorted = ids.keySet().toArray(ObjectId[]::new);
    byte[] bytes = write(new Made(new long[sorted.length], sorted), new ObjectId(0, 0, 0));
    Path file = Files.write(directory.resolve("many"), bytes);
    try (CountingStorage storage = new CountingStorage(Storage.open(file, false))) {
      PackIndex index = PackIndex.open(storage, 0);
      assertThat(storage.reads).isEqualTo(1);
      for (int rank = 0; rank < sorted.length; rank += 7) {
        storage.reads = 0;
        assertThat(index.rank(sorted[rank])).as("seed " + seed).isEqualTo(rank);
        assertThat(storage.reads).as("seed " + seed).isLessThan(20);
      }
      assertThat(index.rank(new ObjectId(7L << 56, 0, 0))).isEqualTo(-1);
      assertThat(index.rank(new ObjectId((8L << 56) - 1, -1, 0))).isEqualTo(-1);
      assertThat(index.rank(new ObjectId(0, 0, 0))).isEqualTo(-1);
      assertThat(index.rank(new ObjectId(-1, 0, 0))).isEqualTo(-1);
    }
  }

  @Test
  void anEmptyIndexHoldsNothing() throws IOException {
    PackIndex index = open(write(new Made(new long[0]), new ObjectId(0, 0, 0)));
    assertThat(index.count()).isZero();
    assertThat(index.rank(new ObjectId(0, 0, 0))).isEqualTo(-1);
    assertThatThrownBy(() -> index.id(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> index.offset(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void whatIsNoIndexIsDamage() throws IOException {
    byte[] sound = write(new Made(new long[] {12, 5L << 32, 99}), new ObjectId(0, 0, 0));
    assertDamaged(Arrays.copyOf(sound, sound.length - 9), "does not fit");
    assertDamaged(new byte[100], "no pack index fits");
    assertDamaged(with(sound, 0, 0), "no pack index of version 2");
    assertDamaged(with(sound, 4, 3), "no pack index of version 2");
    assertDamaged(with(sound, 8 + 4 * 255, 2), "decreases");
    assertDamaged(with(sound, 8 + 4 * 255, -1), "does not fit");
    assertDamaged(with(sound, 8, 2), "decreases");
    int offsets = 8 + 1024 + 3 * 24;
    PackIndex outside = open(with(sound, offsets + 4, -1));
    assertThatThrownBy(() -> outside.offset(1)).isInstanceOf(DamagedImageException.class);
    PackIndex tooMany = open(with(with(sound, offsets, -1), offsets + 8, -2));
    assertThatThrownBy(tooMany::length).isInstanceOf(DamagedImageException.class);
    assertThatThrownBy(() -> PackIndex.open(tooMany(), -1))
        .isInstanceOf(DamagedImageException.class);
    assertThatThrownBy(() -> PackIndex.open(tooMany(), Long.MAX_VALUE))
        .isInstanceOf(DamagedImageException.class);
  }

  private Storage tooMany() throws IOException {
    return Storage.open(directory.resolve("i"), false);
  }

  private void assertDamaged(byte[] bytes, String reason) {
    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(DamagedImageException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] with(byte[] bytes, int position, int value) {
    byte[] copy = bytes.clone();
    Bytes.putInt(copy, position, value);
    return copy;
  }

  /** Ids that ascend, beside given offsets. */
  private record Made(long[] offsets, ObjectId[] ids) implements PackIndexWriter.Entries {
    Made(long[] offsets) {
      this(offsets, new ObjectId[offsets.length]);
      Arrays.setAll(ids, i -> new ObjectId((long) i << 57, i, i));
    }

    @Override
    public int count() {
      return offsets.length;
    }

    @Override
    public ObjectId id(int rank) {
      return ids[rank];
    }

    @Override
    public long offset(int rank) {
      return offsets[rank];
    }

    @Override
    public int crc32(int rank) {
      return rank * 0x01010101;
    }
  }

  /** What an index says, to be written again. */
  private record Copy(PackIndex index) implements PackIndexWriter.Entries {
    @Override
    public int count() {
      return index.count();
    }

    @Override
    public ObjectId id(int rank) {
      return get(() -> index.id(rank));
    }

    @Override
    public long offset(int rank) {
      return get(() -> index.offset(rank));
    }

    @Override
    public int crc32(int rank) {
      return get(() -> index.crc32(rank));
    }

    private static <T> T get(java.util.concurrent.Callable<T> call) {
      try {
        return call.call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
