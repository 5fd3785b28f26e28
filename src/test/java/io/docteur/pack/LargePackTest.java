package io.docteur.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.TestImages;
import io.docteur.testing.Zlib;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packs with far positions, long chains, many readers; and those of the original program. */
class LargePackTest {
  @TempDir Path directory;

  @Test
  void positionsPast4GiBAreRead() throws IOException {
    byte[] content = "far away".getBytes(UTF_8);
    HandLaidPack laid = new HandLaidPack();
    long near = laid.whole(ObjectType.BLOB, content);
    byte[] delta = new HandLaidPack.DeltaBytes(8, 3).copy(0, 3).bytes();
    long far = (6L << 30) + 5;
    Path file = directory.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(laid.bytes()), 0);
      HandLaidPack one = new HandLaidPack();
      one.entry(
          HandLaidPack.OFS_DELTA,
          delta.length,
          HandLaidPack.distance(far - near),
          Zlib.deflate(delta));
      byte[] pack = one.bytes();
      channel.write(
          ByteBuffer.wrap(pack, PackFormat.HEADER_LENGTH, pack.length - PackFormat.HEADER_LENGTH),
          far);
    }
    for (boolean mapped : new boolean[] {false, true}) {
      try (Storage storage = Storage.open(file, mapped);
          Pack pack =
              new Pack(
                  storage,
                  0,
                  storage.size(),
                  new MapIndex(Map.of()),
                  new ByteBoundedCache(0),
                  GitPack.LIMITS)) {
        assertThat(pack.entry(far).base()).isEqualTo(near);
        assertThat(pack.read(far, ObjectType.BLOB)).asString(UTF_8).isEqualTo("far");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void aChainOf4000DeltasIsResolved(long cacheBytes) throws IOException {
    HandLaidPack laid = new HandLaidPack();
    long offset = laid.whole(ObjectType.BLOB, new byte[0]);
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 4000; i++) {
      byte letter = (byte) ('a' + i % 26);
      HandLaidPack.DeltaBytes delta = new HandLaidPack.DeltaBytes(i, i + 1);
      offset = laid.ofsDelta(offset, (i == 0 ? delta : delta.copy(0, i)).insert(letter).bytes());
      expected.append((char) letter);
    }
    try (GitPack git = GitPack.index(laid.write(directory.resolve("chain.pack")));
        Pack pack = git.pack(cacheBytes, GitPack.LIMITS)) {
      assertThat(pack.deltaDepth(offset)).isEqualTo(4000);
      assertThat(pack.size(offset)).isEqualTo(4000);
      assertThat(pack.type(offset)).isEqualTo(ObjectType.BLOB);
      assertThat(pack.read(offset, ObjectType.BLOB)).asString(UTF_8).isEqualTo(expected.toString());
      ObjectId id = pack.hash(offset);
      assertThat(git.index.offset(git.index.rank(id))).isEqualTo(offset);
    }
  }

  @Test
  @NeedsGit
  void eightThreadsReadAtOnce() throws Exception {
    GitPack.repository(directory, 20, 20);
    long seed = new Random().nextLong();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (GitPack git = GitPack.of(directory, "--delta-base-offset");
        Pack pack = git.pack(1 << 20, GitPack.LIMITS)) {
      List<Future<?>> results = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        Random random = new Random(seed + thread);
        results.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    int rank = random.nextInt(git.index.count());
                    long offset = git.index.offset(rank);
                    byte[] content = pack.read(offset, pack.type(offset));
                    assertThat(ObjectId.of(pack.type(offset), content))
                        .as("seed %d", seed)
                        .isEqualTo(git.index.id(rank));
                  }
                  return null;
                }));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** How the images were made stands beside them. */
  @ParameterizedTest
  @CsvSource({
    "simple.img, ca71a852f6c2d16bf04691f13b8a7edeadb15b80",
    "licenses.img, 626bfb81c147f874773154f9b2bfd9ac9dd7b052",
    "chain.img, 720c293c63afd543ae30d3ffd80bed27fe8b79aa"
  })
  void theOriginalsImagesAreReadAndTheirIndexesRebuilt(String name, String commitId)
      throws IOException {
    Path file = TestImages.original(name);
    int start = 28;
    try (Storage storage = Storage.open(file, true)) {
      byte[] header = new byte[start];
      storage.read(0, header, 0, start);
      long indexPosition = Bytes.getLongLittleEndian(header, ObjectId.LENGTH);
      PackIndex index = PackIndex.open(storage, indexPosition);
      ByteBoundedCache cache = new ByteBoundedCache(1 << 20);
      try (Pack pack = new Pack(storage, start, indexPosition, index, cache, GitPack.LIMITS)) {
        for (int rank = 0; rank < index.count(); rank++) {
          assertThat(pack.hash(index.offset(rank))).isEqualTo(index.id(rank));
        }
        int rank = index.rank(ObjectId.fromHex(commitId));
        Commit commit = Commit.parse(pack.read(index.offset(rank), ObjectType.COMMIT));
        assertThat(index.rank(commit.tree())).isNotNegative();
      }
      RebuiltIndex rebuilt = RebuiltIndex.of(storage, start, indexPosition, cache, GitPack.LIMITS);
      Path written = directory.resolve(name);
      try (var out = Files.newOutputStream(written)) {
        PackIndexWriter.write(rebuilt, index.packChecksum(), out);
      }
      byte[] recorded = new byte[(int) index.length()];
      storage.read(indexPosition, recorded, 0, recorded.length);
      assertThat(Files.readAllBytes(written)).isEqualTo(recorded);
    }
  }
}
