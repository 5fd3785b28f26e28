package io.docteur.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import io.docteur.testing.NeedsGit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of whole families, against that of one entry by itself. */
@NeedsGit
class FamilyCheckTest {
  private static final int DAMAGES = 60;

  @TempDir static Path repository;

  @BeforeAll
  static void makeRepository() throws IOException {
    GitPack.repository(repository, 8, 12);
  }

  private static Pack pack(Storage storage, PackIndex index) {
    ByteBoundedCache cache = new ByteBoundedCache(1 << 20);
    return new Pack(storage, 0, storage.size(), index, cache, GitPack.LIMITS);
  }

  /** Returns the entries that were found sound, after checking that each was looked at once. */
  private static BitSet sound(PackCheck check) throws IOException {
    BitSet looked = new BitSet();
    BitSet sound = new BitSet();
    Families families = check.families();
    int count = 0;
    try (FamilyCheck family = check.familyCheck(families)) {
      for (int i = 0; i < check.count() - 1; i++) {
        if (families.isFirst(i)) {
          count +=
              family.check(
                  i,
                  (number, isSound) -> {
                    assertThat(looked.get(number)).as("entry %d again", number).isFalse();
                    looked.set(number);
                    sound.set(number, isSound);
                  });
        }
      }
    }
    assertThat(looked.cardinality()).isEqualTo(check.count() - 1).isEqualTo(count);
    return sound;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--delta-base-offset --depth=50 --window=50 --no-reuse-delta",
        "--depth=50 --window=20 --no-reuse-delta",
        "--window=0 --no-reuse-delta --no-reuse-object"
      })
  void everyEntryOfGitsPacksIsFoundSound(String options) throws IOException {
    try (GitPack git = GitPack.of(repository, options.split(" "));
        Pack pack = pack(git.storage, git.index)) {
      PackCheck check = new PackCheck(git.storage, 0, git.storage.size(), pack, git.index);
      assertThat(sound(check).cardinality()).isEqualTo(check.count() - 1);
    }
  }

  @Test
  void nothingIsFoundSoundThatIsNotByItself() throws IOException {
    try (GitPack git = GitPack.of(repository, "--delta-base-offset", "--no-reuse-delta")) {
      byte[] bytes = Files.readAllBytes(git.packFile);
      int last = (int) PackOrder.of(git.index).offset(git.index.count() - 1);
      long seed = new Random().nextLong();
      Random random = new Random(seed);
      for (int i = 0; i < DAMAGES; i++) {
        int at = PackFormat.HEADER_LENGTH + random.nextInt(last - PackFormat.HEADER_LENGTH);
        bytes[at] ^= (byte) (1 << i % Byte.SIZE);
        agree(bytes, git.index, "seed " + seed + ", byte " + at);
        bytes[at] ^= (byte) (1 << i % Byte.SIZE);
      }
    }
  }

  /** Whether it is not known of an entry, as when its base is damaged, does not matter here. */
  private static void agree(byte[] bytes, PackIndex index, String what) throws IOException {
    Storage storage = new HeapStorage(bytes);
    try (Pack pack = pack(storage, index)) {
      PackCheck check = new PackCheck(storage, 0, storage.size(), pack, index);
      BitSet sound = sound(check);
      assertThat(sound.cardinality()).as(what).isLessThan(check.count() - 1);
      for (int i = sound.nextSetBit(0); i >= 0; i = sound.nextSetBit(i + 1)) {
        int number = i;
        assertThatCode(() -> check.check(number))
            .as("%s: entry %d", what, i)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void bytesBetweenAStreamAndTheNextEntryAreFound() throws IOException {
    HandLaidPack laid = new HandLaidPack();
    byte[] content = "one".getBytes(UTF_8);
    long first = laid.whole(ObjectType.BLOB, content);
    laid.whole(ObjectType.BLOB, "between".getBytes(UTF_8));
    long last = laid.whole(ObjectType.BLOB, "three".getBytes(UTF_8));
    Storage storage = new HeapStorage(laid.bytes());
    ObjectId id = ObjectId.of(ObjectType.BLOB, content);
    MapIndex index = new MapIndex(Map.of(id, first, new ObjectId(-1, -1, -1), last));
    int crc32 = new PackBytes(storage, 0, last).crc32(first, last, new byte[1 << 10]);
    ByteBoundedCache cache = new ByteBoundedCache(0);
    try (Pack pack = new Pack(storage, 0, storage.size(), index, cache, GitPack.LIMITS)) {
      PackCheck check =
          new PackCheck(storage, 0, storage.size(), pack, new AllOfOneCrc(index, crc32));
      assertThat(sound(check).isEmpty()).isTrue();
    }
  }

  /** An index in which all entries have the same CRC-32. */
  private record AllOfOneCrc(MapIndex index, int crc) implements PackIndexWriter.Entries {
    @Override
    public int count() {
      return index.count();
    }

    @Override
    public ObjectId id(int rank) {
      return index.id(rank);
    }

    @Override
    public long offset(int rank) {
      return index.offset(rank);
    }

    @Override
    public int crc32(int rank) {
      return crc;
    }
  }
}
