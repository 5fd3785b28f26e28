package io.docteur.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.docteur.DamagedImageException;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import io.docteur.testing.Zlib;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs that are damaged, or were laid by somebody who means ill. */
class DamagedPackTest {
  private static final byte[] TEXT = "some text, some more text, and some text".getBytes(UTF_8);
  private static final int MAX_OBJECT_MEMORY = 1 << 20;

  @TempDir Path directory;

  /** Where the storage holds other bytes before the pack, to prove positions. */
  private static final int START = 28;

  private final HandLaidPack laid = new HandLaidPack();

  private interface Use {
    void of(Pack pack) throws IOException;
  }

  private void with(byte[] packBytes, Map<ObjectId, Long> bases, Use use) throws IOException {
    byte[] bytes = new byte[START + packBytes.length];
    System.arraycopy(packBytes, 0, bytes, START, packBytes.length);
    try (Pack pack =
        new Pack(
            new HeapStorage(bytes),
            START,
            bytes.length - ObjectId.LENGTH,
            new MapIndex(bases),
            new ByteBoundedCache(1 << 16),
            new PackLimits(MAX_OBJECT_MEMORY, directory))) {
      use.of(pack);
    }
  }

  private void assertDamaged(long offset, String reason) throws IOException {
    assertDamaged(offset, Map.of(), reason);
  }

  private void assertDamaged(long offset, Map<ObjectId, Long> bases, String reason)
      throws IOException {
    with(
        laid.bytes(),
        bases,
        pack -> {
          assertThatThrownBy(() -> pack.read(offset, ObjectType.BLOB))
              .isInstanceOf(DamagedImageException.class)
              .hasMessageContaining(reason);
          assertThatThrownBy(() -> readAll(pack.open(offset)))
              .isInstanceOf(DamagedImageException.class)
              .hasMessageContaining(reason);
          assertThatThrownBy(() -> pack.hash(offset)).isInstanceOf(DamagedImageException.class);
        });
    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  static byte[] readAll(Blob blob) throws IOException {
    try (blob) {
      byte[] content = new byte[(int) blob.size()];
      for (int at = 0; at < content.length; ) {
        at += blob.read(at, content, at, content.length - at);
      }
      assertThat(blob.read(content.length, content, 0, content.length)).isEqualTo(-1);
      return content;
    }
  }

  @Test
  void whicheverBitIsFlippedTheBytesAreRightOrThereIsAnIOException() throws IOException {
    byte[] second = Arrays.copyOf(TEXT, TEXT.length + 7);
    byte[] third = Arrays.copyOfRange(second, 5, second.length);
    ObjectId firstId = ObjectId.of(ObjectType.BLOB, TEXT);
    long first = laid.whole(ObjectType.BLOB, TEXT);
    long ofs =
        laid.ofsDelta(
            first,
            new HandLaidPack.DeltaBytes(TEXT.length, second.length)
                .copy(0, TEXT.length)
                .insert(new byte[7])
                .bytes());
    laid.whole(ObjectType.TREE, new byte[TEXT.length]);
    long ofsOfs =
        laid.ofsDelta(
            ofs,
            new HandLaidPack.DeltaBytes(second.length, third.length).copy(5, third.length).bytes());
    long ref =
        laid.refDelta(
            firstId,
            new HandLaidPack.DeltaBytes(TEXT.length, 2).insert((byte) 1, (byte) 2).bytes());
    Map<Long, byte[]> objects =
        Map.of(first, TEXT, ofs, second, ofsOfs, third, ref, new byte[] {1, 2});
    byte[] sound = laid.bytes();
    for (int bit = 0; bit < (sound.length - ObjectId.LENGTH) * Byte.SIZE; bit++) {
      byte[] flipped = sound.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      String what = "bit " + bit;
      with(
          flipped,
          Map.of(firstId, first),
          pack -> {
            for (Map.Entry<Long, byte[]> each : objects.entrySet()) {
              try {
                assertThat(pack.read(each.getKey(), ObjectType.BLOB))
                    .as(what)
                    .isEqualTo(each.getValue());
              } catch (IOException e) {
                assertThat(e).as(what).isInstanceOf(DamagedImageException.class);
              }
            }
          });
    }
  }

  @Test
  void anyPositionMayBeAskedFor() throws IOException {
    laid.whole(ObjectType.BLOB, TEXT);
    laid.ofsDelta(12, new HandLaidPack.DeltaBytes(TEXT.length, 3).copy(0, 3).bytes());
    byte[] bytes = laid.bytes();
    with(
        bytes,
        Map.of(),
        pack -> {
          for (long offset = -30; offset < bytes.length + 30; offset++) {
            long there = offset;
            if (!laid.offsets().contains(there)) {
              assertThatThrownBy(() -> pack.read(there, ObjectType.BLOB))
                  .as("at %d", there)
                  .isInstanceOf(DamagedImageException.class);
            }
          }
          for (long there : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - START}) {
            assertThatThrownBy(() -> pack.read(there, ObjectType.BLOB))
                .isInstanceOf(DamagedImageException.class);
          }
        });
  }

  @Test
  void aMessageTellsTheImageAndThePosition() throws IOException {
    laid.whole(ObjectType.BLOB, TEXT);
    long at = laid.entry(3, 10, new byte[0], new byte[] {1, 2, 3});
    with(
        laid.bytes(),
        Map.of(),
        pack ->
            assertThatThrownBy(() -> pack.read(at, ObjectType.BLOB))
                .isInstanceOfSatisfying(
                    DamagedImageException.class,
                    e -> {
                      assertThat(e.getFile()).endsWith("pack");
                      assertThat(e.position()).isEqualTo(START + at);
                    }));
  }

  @Test
  void aTypeThatIsNotExpectedIsDamage() throws IOException {
    long tree = laid.whole(ObjectType.TREE, TEXT);
    with(
        laid.bytes(),
        Map.of(),
        pack -> {
          assertThat(pack.read(tree, ObjectType.TREE)).isEqualTo(TEXT);
          assertThatThrownBy(() -> pack.read(tree, ObjectType.BLOB))
              .isInstanceOf(DamagedImageException.class)
              .hasMessageContaining("a tree lies where a blob should");
          assertThatThrownBy(() -> pack.open(tree)).isInstanceOf(DamagedImageException.class);
        });
    assertDamaged(laid.entry(5, 3, new byte[0], new byte[9]), "unknown type 5");
    assertDamaged(laid.entry(0, 3, new byte[0], new byte[9]), "unknown type 0");
  }

  @Test
  void aStreamOfOtherLengthThanDeclaredIsDamage() throws IOException {
    byte[] stream = Zlib.deflate(TEXT);
    assertDamaged(laid.entry(3, TEXT.length - 1, new byte[0], stream), "more bytes");
    assertDamaged(laid.entry(3, 0, new byte[0], stream), "more bytes");
    assertDamaged(laid.entry(3, TEXT.length + 1, new byte[0], stream), "fewer bytes");
    assertDamaged(
        laid.entry(3, TEXT.length, new byte[0], Arrays.copyOf(stream, stream.length - 1)),
        "past the end");
  }

  @Test
  void aSizeThatTheBytesBehindItCannotMakeIsDamage() throws IOException {
    byte[] stream = Zlib.deflate(TEXT);
    assertDamaged(laid.entry(3, 1L << 60, new byte[0], stream), "declares 1152921504606846976");
    assertDamaged(laid.entry(3, Long.MAX_VALUE, new byte[0], stream), "declares");
    assertDamaged(laid.entry(3, -1, new byte[0], stream), "more than 63 bits");
    byte[] endless = new byte[40];
    Arrays.fill(endless, (byte) 0xff);
    assertDamaged(laid.entry(3, 1, new byte[0], endless), "");
  }

  @Test
  void aZlibStreamThatWantsADictionaryIsDamage() throws IOException {
    java.util.zip.Deflater deflater = new java.util.zip.Deflater();
    deflater.setDictionary(TEXT);
    deflater.setInput(TEXT);
    deflater.finish();
    byte[] stream = new byte[100];
    int length = deflater.deflate(stream);
    deflater.end();
    assertDamaged(
        laid.entry(3, TEXT.length, new byte[0], Arrays.copyOf(stream, length)),
        "not a sound zlib stream");
  }

  @Test
  void aBaseThatIsNotThereIsDamage() throws IOException {
    byte[] delta = new HandLaidPack.DeltaBytes(TEXT.length, 1).copy(0, 1).bytes();
    byte[] stream = Zlib.deflate(delta);
    laid.whole(ObjectType.BLOB, TEXT);
    assertDamaged(laid.ofsDelta(laid.offset(), delta), "does not lie before it");
    assertDamaged(laid.ofsDelta(0, delta), "does not lie before it");
    assertDamaged(laid.ofsDelta(11, delta), "does not lie before it");
    assertDamaged(laid.ofsDelta(-1000, delta), "does not lie before it");
    byte[] huge = HandLaidPack.distance(Long.MAX_VALUE);
    assertDamaged(laid.entry(6, delta.length, huge, stream), "does not lie before it");
    byte[] endless = new byte[40];
    Arrays.fill(endless, (byte) 0xff);
    assertDamaged(laid.entry(6, delta.length, endless, stream), "does not lie before it");
    ObjectId base = new ObjectId(1, 2, 3);
    long ref = laid.refDelta(base, delta);
    assertDamaged(ref, base.toString());
    assertDamaged(ref, Map.of(base, -5L), "no entry");
    assertDamaged(ref, Map.of(base, 1L << 40), "no entry");
    assertDamaged(laid.entry(7, 3, new byte[5], new byte[0]), "");
  }

  @Test
  void chainsThatLeadBackIntoThemselvesAreDamage() throws IOException {
    byte[] delta = new HandLaidPack.DeltaBytes(1, 1).copy(0, 1).bytes();
    ObjectId self = new ObjectId(1, 1, 1);
    assertDamaged(laid.refDelta(self, delta), Map.of(self, 12L), "leads back");
    ObjectId last = new ObjectId(2, 2, 2);
    long entrance = laid.refDelta(last, delta);
    long former = entrance;
    for (int i = 0; i < 1000; i++) {
      former = laid.ofsDelta(former, delta);
    }
    Map<ObjectId, Long> middle = Map.of(last, laid.offsets().get(500));
    assertDamaged(former, middle, "leads back");
    assertDamaged(entrance, middle, "leads back");
    long asked = former;
    with(
        laid.bytes(),
        middle,
        pack -> {
          assertThatThrownBy(() -> pack.type(asked)).isInstanceOf(DamagedImageException.class);
          assertThatThrownBy(() -> pack.deltaDepth(asked))
              .isInstanceOf(DamagedImageException.class);
        });
  }

  @Test
  void aDeltaThatDoesNotFitItsBaseOrItsResultIsDamage() throws IOException {
    long base = laid.whole(ObjectType.BLOB, TEXT);
    int size = TEXT.length;
    assertDelta(base, delta(size + 1, 1).copy(0, 1), "its base has");
    assertDelta(base, delta(size, 1).copy(size, 1), "no room");
    assertDelta(base, delta(size, size + 1).copy(0, size + 1), "no room");
    assertDelta(base, delta(size, 2).copy(0xffffffffL, 1), "no room");
    assertDelta(base, delta(size, 2).copy(0, 3), "no room");
    assertDelta(base, delta(size, 2).copy(0, 0), "no room"); // 0 stands for 64 KiB
    assertDelta(base, delta(size, 2).insert((byte) 1), "fewer bytes");
    assertDelta(base, delta(size, 2).insert((byte) 1, (byte) 1, (byte) 1), "no sound instruction");
    assertDelta(base, delta(size, 2).raw(0), "no sound instruction");
    assertDelta(base, delta(size, 2).raw(2, 1), "ends within an instruction");
    assertDelta(base, delta(size, 2).raw(0x81), "ends within a number");
    assertDelta(base, delta(size, 2).copy(0, 2).copy(0, 1), "no room");
    assertDelta(base, delta(size, 1L << 60).copy(0, 2), "declares a result of");
    assertDelta(base, delta(1L << 60, 2).copy(0, 2), "its base has");
    byte[] endless = new byte[30];
    Arrays.fill(endless, (byte) 0xff);
    assertDamaged(laid.ofsDelta(base, endless), "more than 63 bits");
    assertDamaged(laid.ofsDelta(base, new byte[0]), "ends within a number");
    assertDamaged(laid.ofsDelta(base, new byte[] {(byte) size}), "ends within a number");
  }

  private static HandLaidPack.DeltaBytes delta(long baseSize, long resultSize) {
    return new HandLaidPack.DeltaBytes(baseSize, resultSize);
  }

  private void assertDelta(long base, HandLaidPack.DeltaBytes delta, String reason)
      throws IOException {
    assertDamaged(laid.ofsDelta(base, delta.bytes()), reason);
  }

  @Test
  void aDeltaBombIsRefusedWithoutADirectoryToSpillInto() throws IOException {
    byte[] zeros = new byte[MAX_OBJECT_MEMORY];
    HandLaidPack.DeltaBytes twice = delta(zeros.length, 16L * zeros.length);
    HandLaidPack.DeltaBytes again = delta(16L * zeros.length, 256L * zeros.length);
    for (int i = 0; i < 16; i++) {
      twice.copy(0, zeros.length);
      again.copy(0, 0xffffff);
    }
    again.copy(0, 16);
    long first = laid.ofsDelta(laid.whole(ObjectType.BLOB, zeros), twice.bytes());
    long second = laid.ofsDelta(first, again.bytes());
    Path file = laid.write(directory.resolve("bomb"));
    try (Storage storage = Storage.open(file, false);
        Pack pack =
            new Pack(
                storage,
                0,
                storage.size(),
                new MapIndex(Map.of()),
                new ByteBoundedCache(0),
                new PackLimits(MAX_OBJECT_MEMORY, null))) {
      assertThat(pack.size(second)).isEqualTo(256L * zeros.length);
      for (long offset : new long[] {first, second}) {
        try (Blob blob = pack.open(offset)) {
          fail("opened " + blob.size());
        } catch (java.nio.file.FileSystemException e) {
          assertThat(e).hasMessageContaining("temporary file");
        }
        assertThatThrownBy(() -> pack.read(offset, ObjectType.BLOB))
            .isInstanceOf(java.nio.file.FileSystemException.class)
            .isNotInstanceOf(DamagedImageException.class);
      }
    }
  }
}
