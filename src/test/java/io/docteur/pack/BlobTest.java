package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.DamagedImageException;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs that are too large for the heap. */
class BlobTest {
  @TempDir Path directory;
  @TempDir Path spill;

  private final HandLaidPack laid = new HandLaidPack();

  private Pack pack(byte[] bytes, long maxObjectMemory) throws IOException {
    Storage storage = Storage.open(Files.write(directory.resolve("p"), bytes), false);
    return new Pack(
        storage,
        0,
        bytes.length - ObjectId.LENGTH,
        new MapIndex(Map.of()),
        new ByteBoundedCache(1 << 16),
        new PackLimits(maxObjectMemory, spill));
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (random.nextInt(9) == 0 ? random.nextInt() : i >> 9);
    }
    return content;
  }

  private static void assertReads(Blob blob, byte[] expected) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    assertThat(blob.size()).isEqualTo(expected.length);
    byte[] target = new byte[200_000];
    for (int i = 0; i < 20; i++) {
      int position = random.nextInt(expected.length + 10);
      int length = random.nextInt(target.length);
      int count = blob.read(position, target, 0, length);
      if (position >= expected.length) {
        assertThat(count).as("seed %d", seed).isEqualTo(-1);
      } else {
        assertThat(count).as("seed %d", seed).isBetween(Math.min(1, length), length);
        assertThat(Arrays.equals(target, 0, count, expected, position, position + count))
            .as("seed %d, %d bytes at %d", seed, count, position)
            .isTrue();
      }
    }
    assertThat(blob.read(expected.length - 1, target, 0, 9)).isEqualTo(1);
    assertThat(blob.read(Long.MAX_VALUE, target, 0, 9)).isEqualTo(-1);
    assertThat(blob.read(0, target, 0, 0)).isZero();
  }

  private void assertNoTemporaryFile() throws IOException {
    try (Stream<Path> files = Files.list(spill)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aBlobThatIsStoredWholeIsStreamedAndSought() throws IOException {
    byte[] content = content(PackLimits.STREAMED_SIZE);
    long offset = laid.whole(ObjectType.BLOB, content);
    try (Pack pack = pack(laid.bytes(), 64 << 20)) {
      try (Blob blob = pack.open(offset)) {
        assertThat(blob).isInstanceOf(StreamedBlob.class);
        assertReads(blob, content);
        assertNoTemporaryFile();
      }
      assertThat(pack.hash(offset)).isEqualTo(ObjectId.of(ObjectType.BLOB, content));
    }
  }

  @Test
  void theLastBytesOfAStreamedBlobWaitForItsChecksum() throws IOException {
    byte[] content = content(200_000);
    long offset = laid.whole(ObjectType.BLOB, content);
    byte[] bytes = laid.bytes();
    bytes[bytes.length - ObjectId.LENGTH - 1] ^= 1;
    try (Pack pack = pack(bytes, 1000);
        Blob blob = pack.open(offset)) {
      byte[] target = new byte[content.length];
      for (int turn = 0; turn < 2; turn++) {
        int got = blob.read(0, target, 0, 50_000);
        assertThat(Arrays.equals(target, 0, got, content, 0, got)).isTrue();
        assertThatThrownBy(() -> blob.read(content.length - 1, target, 0, 1))
            .isInstanceOf(DamagedImageException.class);
      }
    }
  }

  @Test
  void chainsOfLargeObjectsGoThroughTemporaryFiles() throws IOException {
    byte[] first = content(300_000);
    byte[] second = Arrays.copyOfRange(first, 1000, 290_000);
    byte[] small = Arrays.copyOfRange(second, 500, 600);
    byte[] last = new byte[200_000];
    System.arraycopy(small, 0, last, 0, 100);
    HandLaidPack.DeltaBytes grow = new HandLaidPack.DeltaBytes(100, last.length).copy(0, 100);
    for (int i = 100; i < last.length; i += 100) {
      grow.insert(new byte[100]);
    }
    long one = laid.whole(ObjectType.BLOB, first);
    long two =
        laid.ofsDelta(
            one,
            new HandLaidPack.DeltaBytes(first.length, second.length)
                .copy(1000, second.length)
                .bytes());
    long three =
        laid.ofsDelta(two, new HandLaidPack.DeltaBytes(second.length, 100).copy(500, 100).bytes());
    long four = laid.ofsDelta(three, grow.bytes());
    try (Pack pack = pack(laid.bytes(), 1000)) {
      assertBlob(pack, one, first);
      assertBlob(pack, two, second);
      assertBlob(pack, three, small);
      assertBlob(pack, four, last);
      assertThat(pack.read(three, ObjectType.BLOB)).isEqualTo(small);
      assertNoTemporaryFile();
      assertThatThrownBy(() -> pack.read(four, ObjectType.BLOB))
          .hasMessageContaining("200000 bytes");
      assertNoTemporaryFile();
    }
  }

  private void assertBlob(Pack pack, long offset, byte[] content) throws IOException {
    try (Blob blob = pack.open(offset)) {
      assertReads(blob, content);
    }
    assertThat(pack.hash(offset)).isEqualTo(ObjectId.of(ObjectType.BLOB, content));
    assertNoTemporaryFile();
  }

  private Pack spilling() throws IOException {
    long base = laid.whole(ObjectType.BLOB, content(5000));
    laid.ofsDelta(base, new HandLaidPack.DeltaBytes(5000, 4000).copy(0, 4000).bytes());
    return pack(laid.bytes(), 1000);
  }

  @Test
  void nobodyElseMayReadATemporaryFile() throws IOException {
    try (Pack pack = spilling();
        Blob blob = pack.open(laid.offsets().get(1));
        Stream<Path> files = Files.list(spill)) {
      Path file = files.findFirst().orElseThrow();
      assertThat(blob.size()).isEqualTo(Files.size(file));
      if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void closingThePackEndsItsBlobs() throws IOException {
    Pack pack = spilling();
    Blob spilled = pack.open(laid.offsets().get(1));
    Blob streamed = pack.open(laid.offsets().get(0));
    pack.close();
    pack.close();
    assertNoTemporaryFile();
    byte[] target = new byte[10];
    assertThatThrownBy(() -> spilled.read(0, target, 0, 10))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> streamed.read(0, target, 0, 10))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> pack.open(laid.offsets().get(0)))
        .isInstanceOf(ClosedChannelException.class);
    spilled.close();
    streamed.close();
    streamed.close();
  }

  @Test
  void anInterruptedThreadReadsOnFromATemporaryFile() throws IOException {
    try (Pack pack = spilling();
        Blob blob = pack.open(laid.offsets().get(1))) {
      Thread.currentThread().interrupt();
      assertThat(blob.read(0, new byte[10], 0, 10)).isEqualTo(10);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(blob.read(0, new byte[10], 0, 10)).isEqualTo(10);
    }
  }

  @Test
  void damageOnTheWayLeavesNoTemporaryFile() throws IOException {
    long base = laid.whole(ObjectType.BLOB, content(5000));
    long bad =
        laid.ofsDelta(
            base, new HandLaidPack.DeltaBytes(5000, 6000).copy(0, 4000).copy(4000, 2000).bytes());
    try (Pack pack = pack(laid.bytes(), 1000)) {
      assertThatThrownBy(() -> pack.open(bad)).isInstanceOf(DamagedImageException.class);
      assertNoTemporaryFile();
    }
  }
}
