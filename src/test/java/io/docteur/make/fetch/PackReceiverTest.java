package io.docteur.make.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import io.docteur.pack.HandLaidPack;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectSizes;
import io.docteur.pack.ObjectType;
import io.docteur.pack.PackIndex;
import io.docteur.storage.Storage;
import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.RandomTree;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packs as servers send them, sound and not, against {@code git index-pack}. */
@NeedsGit
class PackReceiverTest {
  private static final int HEADER = 12;
  private static final int DAMAGES = 60;

  @TempDir static Path repository;
  @TempDir Path directory;
  private final Random random = new Random(5);

  @BeforeAll
  static void makeRepository() throws IOException {
    Git.init(repository);
    new RandomTree(new Random(3)).fillWithVersions(repository, 300);
    byte[] large = new byte[9 << 20]; // one that is streamed, and that is a delta's base
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i >> (i >>> 19));
    }
    Files.write(repository.resolve("large1"), large);
    large[5 << 20]++;
    Files.write(repository.resolve("large2"), large);
    Git.commitAll(repository);
  }

  private static byte[] pack(String... options) throws IOException {
    String[] command = {"pack-objects", "-q", "--all", "--stdout", "--no-reuse-delta"};
    String[] all = Arrays.copyOf(command, command.length + options.length);
    System.arraycopy(options, 0, all, command.length, options.length);
    return Git.run(repository, new byte[0], all);
  }

  /** A pack without the large blobs, which take their time. */
  private static byte[] smallPack() throws IOException {
    return pack("--delta-base-offset", "--filter=blob:limit=1m");
  }

  private Path receive(InputStream in, int threads) throws IOException {
    return receive(in, receiver(threads));
  }

  private Path receive(InputStream in, PackReceiver receiver) throws IOException {
    return receiver.receive(in, directory, NullProgressMonitor.INSTANCE);
  }

  private static PackReceiver receiver(int threads) {
    return new PackReceiver(new Workers(threads), new Progress((phase, done, total) -> {}));
  }

  private Path receive(byte[] pack) throws IOException {
    return receive(new ByteArrayInputStream(pack), 2);
  }

  /** Gives what it has in pieces of any length. */
  private final class Pieces extends FilterInputStream {
    Pieces(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int most = random.nextInt(4) == 0 ? 30 : length;
      return super.read(target, offset, 1 + random.nextInt(Math.min(most, length)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--delta-base-offset", "--depth=50", "--window=0"})
  void theIndexIsByteForByteThatOfGit(String option) throws IOException {
    byte[] bytes = pack(option, "--window-memory=100m");
    Path gits = Files.write(Files.createDirectory(directory.resolve("git")).resolve("p"), bytes);
    Path index = directory.resolve("git").resolve("i");
    String checksum =
        new String(
                Git.run(repository, new byte[0], "index-pack", "-o", index + "", gits + ""), UTF_8)
            .strip();
    for (int threads : new int[] {1, 4}) {
      Path pack = receive(new Pieces(bytes), threads);
      assertThat(pack).isEqualTo(directory.resolve("pack-" + checksum + ".pack"));
      assertThat(pack).hasBinaryContent(bytes);
      assertThat(directory.resolve("pack-" + checksum + ".idx")).hasSameBinaryContentAs(index);
      assertThat(directory.toFile().list()).hasSize(3);
    }
  }

  @Test
  void theSizesOfTheObjectsAreThoseOfGit() throws IOException {
    PackReceiver receiver = receiver(2);
    Path pack = receive(new ByteArrayInputStream(pack("--delta-base-offset")), receiver);
    ObjectSizes sizes = receiver.sizes().get(pack.toRealPath());
    String all = "--batch-check=%(objectname) %(objectsize)";
    byte[] output = Git.run(repository, "cat-file", "--batch-all-objects", all);
    List<String> lines = new String(output, UTF_8).lines().toList();
    String indexName = pack.getFileName().toString().replace(".pack", ".idx");
    try (Storage file = Storage.open(pack.resolveSibling(indexName), false)) {
      PackIndex index = PackIndex.open(file, 0);
      assertThat(lines).hasSize(index.count());
      for (String line : lines) {
        String[] object = line.split(" ");
        int rank = index.rank(ObjectId.fromHex(object[0]));
        assertThat(sizes.at(index.offset(rank))).as(line).isEqualTo(Long.parseLong(object[1]));
      }
    }
  }

  @Test
  void anEmptyPackLeavesNothing() throws IOException {
    assertThat(receive(new HandLaidPack().bytes())).isNull();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aWrongChecksumAtTheEndIsTold() throws IOException {
    byte[] bytes = smallPack();
    bytes[bytes.length - 1] ^= 1;
    isRefused(bytes, "the pack is damaged: its checksum is not that of its bytes");
  }

  @Test
  void aDeltaThatDoesNotFitItsBaseIsTold() throws IOException {
    HandLaidPack laid = new HandLaidPack();
    long base = laid.whole(ObjectType.BLOB, "base".getBytes(UTF_8));
    laid.ofsDelta(base, new byte[] {5, 1, 1, 'x'});
    isRefused(laid.bytes(), "the pack is damaged: a delta is against 5 bytes, and its base has 4");
  }

  @Test
  void aDeltaAgainstWhatWasNotSentIsTold() throws IOException {
    byte[] thin = laidThin();
    isRefused(thin, "the pack is damaged: a delta is against nothing that is in the pack");
  }

  private static byte[] laidThin() {
    HandLaidPack laid = new HandLaidPack();
    laid.refDelta(new ObjectId(1, 2, 3), new byte[] {1, 1, 1, 'x'});
    return laid.bytes();
  }

  @Test
  void moreThanThePackIsTold() throws IOException {
    byte[] bytes = smallPack();
    int end = bytes.length - ObjectId.LENGTH;
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 5);
    Arrays.fill(longer, end, longer.length, (byte) 7);
    isRefused(
        withChecksum(longer), "the pack is damaged: it does not end where its last object does");
  }

  private static byte[] withChecksum(byte[] pack) {
    int end = pack.length - ObjectId.LENGTH;
    MessageDigest sha1 = ObjectId.sha1();
    sha1.update(pack, 0, end);
    ObjectId.fromBytes(sha1.digest(), 0).put(pack, end);
    return pack;
  }

  @Test
  void aPackThatEndsTooEarlyIsToldWhereverItEnds() throws IOException {
    byte[] bytes = smallPack();
    for (int i = 0; i < DAMAGES; i++) {
      int length = i < 2 * HEADER ? i : random.nextInt(bytes.length);
      assertThatThrownBy(() -> receive(Arrays.copyOf(bytes, length)))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(EOFException.class);
      assertThat(directory.toFile().list()).containsOnly("received.tmp");
    }
  }

  @Test
  void aFlippedBitIsToldWhereverItIs() throws IOException {
    byte[] bytes = smallPack();
    for (int i = 0; i < DAMAGES; i++) {
      int at = i < HEADER ? i : random.nextInt(bytes.length);
      byte bit = (byte) (1 << i % Byte.SIZE);
      bytes[at] ^= bit;
      assertThatThrownBy(() -> receive(bytes)).as("byte %d", at).isInstanceOf(IOException.class);
      bytes[at] ^= bit;
      assertThat(directory.toFile().list()).containsOnly("received.tmp");
    }
    assertThat(receive(bytes)).exists();
  }

  @Test
  void aConnectionThatEndsWithinAPacketIsTold() {
    InputStream cut =
        new InputStream() {
          @Override
          public int read() {
            return -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return 0;
          }
        };
    assertThatThrownBy(() -> receive(cut, 1)).isInstanceOf(EOFException.class);
  }

  private void isRefused(byte[] pack, String message) {
    assertThatThrownBy(() -> receive(pack)).isInstanceOf(IOException.class).hasMessage(message);
    assertThat(directory.toFile().list()).containsOnly("received.tmp");
  }
}
