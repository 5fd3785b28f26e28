package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.DamagedImageException;
import io.docteur.pack.HandLaidPack.DeltaBytes;
import io.docteur.storage.ByteBoundedCache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs come out as git has them, whatever is told of their entries. */
class BlobsTest {
  private static final int LARGEST = 1 << 16;

  @TempDir Path directory;

  private static long[] rows(GitPack git, Pack pack) throws IOException {
    PackOrder order = PackOrder.of(git.index);
    long end = git.storage.size() - ObjectId.LENGTH;
    long[] rows = new long[order.count()];
    for (int i = 0; i < rows.length; i++) {
      long next = i + 1 < rows.length ? order.offset(i + 1) : end;
      rows[order.rank(i)] = order.row(pack.entry(order.offset(i)), next);
    }
    return rows;
  }

  private GitPack pack(String... options) throws IOException {
    Path repository = GitPack.repository(Files.createDirectory(directory.resolve("r")), 9, 12);
    return GitPack.of(repository, options);
  }

  @Test
  void blobsOfWhoseEntriesAllIsToldAreAsGitHasThem() throws IOException {
    try (GitPack git = pack("--delta-base-offset", "--depth=20", "--window=20")) {
      Map<ObjectId, GitPack.GitObject> objects = git.objects(directory.resolve("r"));
      for (long cacheBytes : new long[] {0, 40_000, 1 << 24}) {
        try (Pack pack = git.pack(cacheBytes, GitPack.LIMITS)) {
          long[] rows = rows(git, pack);
          assertThat(Arrays.stream(rows).filter(row -> EntryTable.base(row) >= 0)).isNotEmpty();
          CheckedReader reader = pack.checkedReader(git.index, rank -> rows[rank]);
          for (int rank = 0; rank < rows.length; rank++) {
            GitPack.GitObject expected = objects.get(git.index.id(rank));
            StoredObject object = reader.read(rank);
            assertThat(object.type()).isEqualTo(expected.type());
            assertThat(object.content()).isEqualTo(expected.content());
          }
        }
      }
    }
  }

  @Test
  void basesThatAreNamedByTheirIdsAreLookedForInTheOtherWay() throws IOException {
    try (GitPack git = pack("--depth=20");
        Pack pack = git.pack(0, GitPack.LIMITS)) {
      long[] rows = rows(git, pack);
      assertThat(Arrays.stream(rows)).anyMatch(row -> EntryTable.base(row) == EntryTable.UNKNOWN);
      assertBlobs(git, pack, rank -> rows[rank]);
    }
  }

  private void assertBlobs(GitPack git, Pack pack, EntryTable table) throws IOException {
    Map<ObjectId, GitPack.GitObject> objects = git.objects(directory.resolve("r"));
    Blobs blobs = new Blobs(pack, git.index, table, null);
    for (int rank = 0; rank < git.index.count(); rank++) {
      GitPack.GitObject expected = objects.get(git.index.id(rank));
      if (expected.type() == ObjectType.BLOB) {
        assertThat(blobs.read(rank)).isEqualTo(expected.content());
        try (Blob blob = blobs.open(rank)) {
          assertThat(blob.size()).isEqualTo(expected.content().length);
        }
      } else {
        int other = rank;
        assertThatThrownBy(() -> blobs.read(other)).isInstanceOf(DamagedImageException.class);
      }
    }
  }

  @Test
  void aBlobOfWhoseEntryNothingIsToldIsKeptOnceItIsReadAgain() throws IOException {
    try (GitPack git = pack("--window=0");
        Pack pack = git.pack(1 << 24, GitPack.LIMITS)) {
      Map<ObjectId, GitPack.GitObject> objects = git.objects(directory.resolve("r"));
      Blobs blobs = new Blobs(pack, git.index, null, null);
      int rank = 0;
      while (objects.get(git.index.id(rank)).type() != ObjectType.BLOB) {
        rank++;
      }
      byte[] first = blobs.read(rank);
      byte[] second = blobs.read(rank);
      assertThat(second).isEqualTo(first).isNotSameAs(first);
      assertThat(blobs.read(rank)).isSameAs(second);
    }
  }

  @Test
  void aTableThatLiesGivesTheRightBytesOrAnException() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (GitPack git = pack("--delta-base-offset", "--depth=20", "--window=20")) {
      Map<ObjectId, GitPack.GitObject> objects = git.objects(directory.resolve("r"));
      for (int turn = 0; turn < 40; turn++) {
        try (Pack pack = git.pack(1 << 20, GitPack.LIMITS)) {
          long[] rows = rows(git, pack);
          for (int i = 0; i < 20; i++) {
            long any = random.nextBoolean() ? rows[random.nextInt(rows.length)] : random.nextLong();
            int rank = random.nextInt(rows.length);
            int length = (int) EntryTable.length(random.nextBoolean() ? any : rows[rank]);
            int base = EntryTable.base(any) % rows.length;
            rows[rank] = EntryTable.row(Integer.toUnsignedLong(length), base);
          }
          Blobs blobs = new Blobs(pack, git.index, rank -> rows[rank], null);
          for (int rank = 0; rank < rows.length; rank++) {
            try {
              byte[] expected = objects.get(git.index.id(rank)).content();
              assertThat(blobs.read(rank)).as("seed %d", seed).isEqualTo(expected);
              try (Blob blob = blobs.openSmall(rank, expected.length)) {
                assertContent(blob, expected);
              }
            } catch (DamagedImageException e) {
              // as good
            }
          }
        }
      }
    }
  }

  @Test
  void blobsThatAreOpenTogetherKeepTheirContentWhateverIsClosed() throws IOException {
    try (GitPack git = pack("--delta-base-offset", "--depth=20");
        Pack pack = git.pack(0, GitPack.LIMITS)) {
      Map<ObjectId, GitPack.GitObject> objects = git.objects(directory.resolve("r"));
      long[] rows = rows(git, pack);
      Blobs blobs = new Blobs(pack, git.index, rank -> rows[rank], null);
      Map<Blob, byte[]> open = new LinkedHashMap<>();
      for (int rank = 0; rank < rows.length; rank++) {
        GitPack.GitObject object = objects.get(git.index.id(rank));
        if (object.type() == ObjectType.BLOB && object.content().length > 0) {
          Blob blob = blobs.open(rank);
          if (rank % 2 == 0) {
            open.put(blob, object.content());
          } else {
            blob.close();
            blob.close();
          }
        }
      }
      for (Map.Entry<Blob, byte[]> each : open.entrySet()) {
        assertContent(each.getKey(), each.getValue());
        each.getKey().close();
      }
    }
  }

  private static void assertContent(Blob blob, byte[] expected) throws IOException {
    byte[] actual = new byte[expected.length];
    int count = blob.read(0, actual, 0, actual.length);
    assertThat(count).isEqualTo(expected.length == 0 ? -1 : expected.length);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void blobsOfWhichTheSizeIsToldAreTheSameHoweverTheyAreRead() throws IOException {
    try (GitPack git = pack("--delta-base-offset", "--depth=20")) {
      Map<ObjectId, GitPack.GitObject> objects = git.objects(directory.resolve("r"));
      assertThat(objects.values()).anyMatch(BlobsTest::isDeferred);
      for (long cacheBytes : new long[] {0, 1 << 24}) {
        try (Pack pack = git.pack(cacheBytes, GitPack.LIMITS)) {
          long[] rows = rows(git, pack);
          Blobs blobs = new Blobs(pack, git.index, rank -> rows[rank], null);
          for (int rank = 0; rank < rows.length; rank++) {
            GitPack.GitObject object = objects.get(git.index.id(rank));
            if (object.type() == ObjectType.BLOB) {
              assertAnyReads(blobs, rank, object.content());
            }
          }
        }
      }
    }
  }

  private static boolean isDeferred(GitPack.GitObject object) {
    return object.type() == ObjectType.BLOB
        && object.content().length >= CheckedReader.LEAST_DEFERRED;
  }

  private static void assertAnyReads(Blobs blobs, int rank, byte[] expected) throws IOException {
    try (Blob blob = blobs.openSmall(rank, expected.length)) {
      assertThat(blob.size()).isEqualTo(expected.length);
      byte[] wide = new byte[expected.length + 600];
      blob.read(0, wide, 7, wide.length - 7);
      byte[] around = new byte[wide.length];
      System.arraycopy(expected, 0, around, 7, expected.length);
      assertThat(wide).isEqualTo(around);
      assertThat(blob.read(expected.length, wide, 0, 1)).isEqualTo(-1);
      assertContent(blob, expected);
    }
    Blob blob = blobs.openSmall(rank, expected.length);
    byte[] part = new byte[expected.length / 2];
    int at = expected.length / 3;
    assertThat(blob.read(at, part, 0, part.length))
        .isEqualTo(expected.length == 0 ? -1 : part.length);
    assertThat(part).isEqualTo(Arrays.copyOfRange(expected, at, at + part.length));
    assertContent(blob, expected);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(blob.transferTo(at, out)).isEqualTo(expected.length - at);
    assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(expected, at, expected.length));
    assertThat(blob.transferTo(expected.length + 1, out)).isEqualTo(-1);
    blob.close();
    blob.close();
  }

  @Test
  void anotherSizeThanIsToldIsDamage() throws IOException {
    try (GitPack git = pack("--delta-base-offset", "--depth=20");
        Pack pack = git.pack(0, GitPack.LIMITS)) {
      Map<ObjectId, GitPack.GitObject> objects = git.objects(directory.resolve("r"));
      long[] rows = rows(git, pack);
      Blobs blobs = new Blobs(pack, git.index, rank -> rows[rank], null);
      for (int rank = 0; rank < rows.length; rank++) {
        ObjectId id = git.index.id(rank);
        if (isDeferred(objects.get(id))) {
          int size = objects.get(id).content().length;
          for (int told : new int[] {size - 1, size + 1}) {
            assertDamaged(blobs, rank, id, told, told);
            assertDamaged(blobs, rank, id, told, 1);
          }
        }
      }
    }
  }

  private static void assertDamaged(Blobs blobs, int rank, ObjectId id, int told, int length) {
    assertThatThrownBy(
            () -> {
              try (Blob blob = blobs.openSmall(rank, told)) {
                blob.read(0, new byte[length], 0, length);
              }
            })
        .isInstanceOfSatisfying(
            DamagedImageException.class, e -> assertThat(e.objectId()).contains(id.toString()));
  }

  @Test
  void deltasOnTheHeapAndThoseThatAreStreamedMakeTheSame() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int turn = 0; turn < 3000; turn++) {
      byte[] base = new byte[random.nextInt(turn % 10 == 0 ? LARGEST : 300)];
      random.nextBytes(base);
      byte[] delta = delta(random, base.length);
      HandLaidPack laid = new HandLaidPack();
      long at = laid.whole(ObjectType.BLOB, base);
      long offset = laid.ofsDelta(at, delta);
      byte[] expected = null;
      try (Pack pack = pack(laid)) {
        expected = pack.read(offset, ObjectType.BLOB);
      } catch (FileSystemException e) {
        // none, then
      }
      byte[] actual = null;
      try {
        HeapDelta heap = new HeapDelta(delta, 0, delta.length);
        byte[] result = new byte[(int) Math.min(heap.resultSize(), LARGEST)];
        heap.apply(base, 0, base.length, result, 0);
        actual = result;
      } catch (MalformedObjectException | IndexOutOfBoundsException e) {
        // none, then
      }
      assertThat(actual).as("seed %d, turn %d", seed, turn).isEqualTo(expected);
    }
  }

  private static Pack pack(HandLaidPack laid) {
    byte[] bytes = laid.bytes();
    return new Pack(
        new HeapStorage(bytes),
        0,
        bytes.length - ObjectId.LENGTH,
        new MapIndex(Map.of()),
        new ByteBoundedCache(0),
        new PackLimits(LARGEST, null));
  }

  /** A delta that is likely to be sound, with or without a byte that is not. */
  private static byte[] delta(Random random, int baseSize) {
    int size = 0;
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int n = random.nextInt(6); n > 0; n--) {
      if (baseSize > 0 && random.nextBoolean()) {
        int position = random.nextInt(baseSize);
        int length = 1 + random.nextInt(baseSize - position);
        byte[] copy = new DeltaBytes(0, 0).copy(position, length).bytes();
        code.write(copy, 2, copy.length - 2);
        size += length;
      } else {
        byte[] bytes = new byte[1 + random.nextInt(127)];
        random.nextBytes(bytes);
        code.write(bytes.length);
        code.writeBytes(bytes);
        size += bytes.length;
      }
    }
    DeltaBytes head = new DeltaBytes(baseSize, size + (random.nextInt(9) == 0 ? 1 : 0));
    byte[] start = head.bytes();
    byte[] delta = Arrays.copyOf(start, start.length + code.size());
    System.arraycopy(code.toByteArray(), 0, delta, start.length, code.size());
    if (random.nextInt(3) == 0) {
      delta[random.nextInt(delta.length)] = (byte) random.nextInt();
    }
    return random.nextInt(5) == 0 ? Arrays.copyOf(delta, random.nextInt(delta.length)) : delta;
  }
}
