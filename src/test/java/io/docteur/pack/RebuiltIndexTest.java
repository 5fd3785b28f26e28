package io.docteur.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.DamagedImageException;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import io.docteur.testing.NeedsGit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes made from a pack alone, against those of {@code git index-pack}. */
@NeedsGit
class RebuiltIndexTest {
  @TempDir static Path repository;
  @TempDir Path directory;

  @BeforeAll
  static void makeRepository() throws IOException {
    GitPack.repository(repository, 20, 30);
  }

  private static RebuiltIndex rebuild(Storage storage, long cacheBytes) throws IOException {
    return RebuiltIndex.of(
        storage, 0, storage.size(), new ByteBoundedCache(cacheBytes), GitPack.LIMITS);
  }

  private static byte[] write(RebuiltIndex index, ObjectId checksum) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PackIndexWriter.write(index, checksum, out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--delta-base-offset --depth=50 --window=50 --no-reuse-delta",
        "--depth=50 --window=20 --no-reuse-delta",
        "--window=0 --no-reuse-delta --no-reuse-object"
      })
  void itIsByteForByteThatOfGit(String options) throws IOException {
    try (GitPack git = GitPack.of(repository, options.split(" "))) {
      RebuiltIndex index = rebuild(git.storage, 1 << 20);
      assertThat(index.trailer()).isEqualTo(Files.size(git.packFile) - ObjectId.LENGTH);
      assertThat(write(index, git.index.packChecksum()))
          .isEqualTo(Files.readAllBytes(git.indexFile));
      for (int rank = 0; rank < index.count(); rank++) {
        assertThat(index.rank(index.id(rank))).isEqualTo(rank);
      }
    }
  }

  @Test
  void chainsOfRefDeltasThatLieBackwardAreFollowed() throws IOException {
    HandLaidPack laid = new HandLaidPack();
    byte[][] versions = new byte[200][];
    for (int i = 0; i < versions.length; i++) {
      versions[i] = ("version " + i).getBytes(UTF_8);
    }
    for (int i = versions.length - 1; i > 0; i--) {
      laid.refDelta(
          ObjectId.of(ObjectType.BLOB, versions[i - 1]),
          new HandLaidPack.DeltaBytes(versions[i - 1].length, versions[i].length)
              .insert(versions[i])
              .bytes());
    }
    laid.whole(ObjectType.BLOB, versions[0]);
    try (GitPack git = GitPack.index(laid.write(directory.resolve("back.pack")))) {
      for (long cacheBytes : new long[] {0, 1 << 20}) {
        RebuiltIndex index = rebuild(git.storage, cacheBytes);
        assertThat(write(index, git.index.packChecksum()))
            .isEqualTo(Files.readAllBytes(git.indexFile));
      }
    }
  }

  @Test
  void anObjectThatIsThereTwiceIsIndexedTwice() throws IOException {
    HandLaidPack laid = new HandLaidPack();
    byte[] content = "twice".getBytes(UTF_8);
    ObjectId id = ObjectId.of(ObjectType.BLOB, content);
    byte[] delta = new HandLaidPack.DeltaBytes(5, 1).copy(1, 1).bytes();
    laid.whole(ObjectType.BLOB, content);
    laid.refDelta(id, delta);
    laid.whole(ObjectType.BLOB, content);
    try (Storage storage = Storage.open(laid.write(directory.resolve("twice.pack")), false)) {
      RebuiltIndex index = rebuild(storage, 1 << 20);
      assertThat(index.count()).isEqualTo(3);
      assertThat(index.id(index.rank(id))).isEqualTo(id);
      assertThat(index.rank(ObjectId.of(ObjectType.BLOB, new byte[] {'w'}))).isNotNegative();
    }
  }

  @Test
  void deltasThatHangOnOneAnotherOnlyAreDamage() throws IOException {
    HandLaidPack laid = new HandLaidPack();
    byte[] delta = new HandLaidPack.DeltaBytes(1, 1).copy(0, 1).bytes();
    laid.whole(ObjectType.BLOB, new byte[] {'x'});
    long missing = laid.refDelta(new ObjectId(1, 2, 3), delta);
    try (Storage storage = Storage.open(laid.write(directory.resolve("hang.pack")), false)) {
      assertThatThrownBy(() -> rebuild(storage, 1 << 20))
          .isInstanceOfSatisfying(
              DamagedImageException.class,
              e -> {
                assertThat(e.position()).isEqualTo(missing);
                assertThat(e.objectId()).hasValue(new ObjectId(1, 2, 3).toString());
              });
    }
  }

  @Test
  void aPackThatSaysItHasMoreObjectsIsDamage() throws IOException {
    HandLaidPack laid = new HandLaidPack();
    laid.whole(ObjectType.BLOB, new byte[] {'x'});
    byte[] bytes = laid.bytes();
    bytes[8] = 0x7f;
    Path file = Files.write(directory.resolve("more.pack"), bytes);
    try (Storage storage = Storage.open(file, false)) {
      assertThatThrownBy(() -> rebuild(storage, 0)).isInstanceOf(DamagedImageException.class);
    }
  }

  @Test
  void whatIsNoPackIsDamage() throws IOException {
    Path file = Files.write(directory.resolve("no.pack"), new byte[100]);
    try (Storage storage = Storage.open(file, false)) {
      assertThatThrownBy(() -> new PackScanner(storage, 0, 100))
          .isInstanceOf(DamagedImageException.class);
      assertThatThrownBy(() -> new PackScanner(storage, 90, 100))
          .isInstanceOf(DamagedImageException.class);
    }
  }
}
