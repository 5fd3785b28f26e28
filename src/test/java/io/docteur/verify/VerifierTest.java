package io.docteur.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.make.ImageMaker;
import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
  private static final int PACK_START = 28;

  @TempDir Path directory;
  private final List<Problem> problems = new ArrayList<>();
  private Path repository;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Git.init(Files.createDirectory(directory.resolve("repository")));
    for (int i = 0; i < 40; i++) {
      Path file = repository.resolve("d" + i % 3 + "/file" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "the same lines\n".repeat(20) + i + "\n");
    }
    Git.commitAll(repository);
  }

  private Verdict verify(Path image) throws IOException {
    problems.clear();
    Verdict verdict = Verifier.verify(image, 2, problems::add, (done, total) -> {});
    assertThat(verdict.problems()).isEqualTo(problems.size());
    return verdict;
  }

  private Path image() throws IOException {
    return TestImages.fromGit(repository, "HEAD", directory.resolve("x.img"));
  }

  @Test
  void anImageOfGitsOwnPackIsSound() throws IOException {
    Verdict verdict = verify(image());
    assertThat(problems).isEmpty();
    assertThat(verdict.isSound()).isTrue();
    assertThat(verdict.commit()).isEqualTo(Git.line(repository, "rev-parse", "HEAD"));
    assertThat(verdict.root()).isEqualTo(Git.line(repository, "rev-parse", "HEAD^{tree}"));
    assertThat(verdict.objects()).isEqualTo(45);
  }

  @Test
  void whatProgressThrowsEndsTheCheckAndIsThrown() throws IOException {
    Path image = image();
    CancellationException cancelled = new CancellationException();
    assertThatThrownBy(
            () ->
                Verifier.verify(
                    image,
                    2,
                    problems::add,
                    (done, total) -> {
                      throw cancelled;
                    }))
        .isSameAs(cancelled);
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple.img", "licenses.img", "chain.img"})
  void theOriginalsImagesAreSound(String name) throws IOException {
    assertThat(verify(TestImages.original(name)).isSound()).as("%s", problems).isTrue();
  }

  @Test
  void everyBitOfTheImageMatters() throws IOException {
    Path image = image();
    byte[] sound = Files.readAllBytes(image);
    Path damaged = directory.resolve("damaged.img");
    int indexPosition = indexPosition(sound);
    int indexLength = 8 + 1024 + 45 * 28 + 40;
    for (int i = 0; i < indexPosition + indexLength; i++) {
      byte[] bytes = sound.clone();
      bytes[i] ^= (byte) (1 << i % Byte.SIZE);
      Files.write(damaged, bytes);
      assertThat(verify(damaged).isSound()).as("bit %d of byte %d", i % Byte.SIZE, i).isFalse();
    }
  }

  @Test
  void everyByteOfTheLayoutMatters() throws IOException {
    Path image = directory.resolve("made.img");
    ImageMaker.from(repository.toString()).make(image);
    assertThat(verify(image).isSound()).as("%s", problems).isTrue();
    byte[] sound = Files.readAllBytes(image);
    int layoutEnd = indexPosition(sound);
    int packEnd = packEnd(sound, layoutEnd, 8 + 1024 + 45 * 28 + 40);
    Path damaged = directory.resolve("damaged.img");
    for (int i = packEnd; i < layoutEnd; i += 5) {
      byte[] bytes = sound.clone();
      bytes[i] ^= (byte) (1 << i % Byte.SIZE);
      Files.write(damaged, bytes);
      assertThat(verify(damaged).isSound()).as("byte %d", i).isFalse();
    }
  }

  @Test
  void anIndexWhoseOffsetsLeadNowhereIsAProblemAndTheRestIsCheckedWithoutIt() throws IOException {
    Path image = image();
    byte[] bytes = Files.readAllBytes(image);
    int offsets = indexPosition(bytes) + 8 + 1024 + 45 * 24;
    Arrays.fill(bytes, offsets, offsets + 45 * 4, (byte) 0xff);
    Files.write(image, bytes);
    Verdict verdict = verify(image);
    assertThat(problems).singleElement().asString().contains("64-bit offset");
    assertThat(verdict.commit()).isEqualTo(Git.line(repository, "rev-parse", "HEAD"));
  }

  @Test
  void aFooterThatIsOverwrittenIsFound() throws IOException {
    Path image = directory.resolve("made.img");
    ImageMaker.from(repository.toString()).make(image);
    byte[] bytes = Files.readAllBytes(image);
    int end = indexPosition(bytes);
    Arrays.fill(bytes, end - 512, end, (byte) 'x');
    Files.write(image, bytes);
    assertThat(verify(image).isSound()).isFalse();
    assertThat(problems).anySatisfy(problem -> assertThat(problem.toString()).contains("neither"));
  }

  @Test
  void whatFollowsTheLastBlockOnADeviceIsNotLookedAt() throws IOException {
    Path image = directory.resolve("made.img");
    ImageMaker.from(repository.toString()).make(image);
    Files.write(image, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    assertThat(verify(image).isSound()).as("%s", problems).isTrue();
  }

  /** The last 40 bytes of the index start with the pack's checksum, where the pack ends. */
  private static int packEnd(byte[] image, int indexPosition, int indexLength) {
    byte[] checksum =
        Arrays.copyOfRange(
            image, indexPosition + indexLength - 40, indexPosition + indexLength - 20);
    for (int end = indexPosition; ; end--) {
      if (Arrays.equals(checksum, 0, 20, image, end - 20, end)) {
        return end;
      }
    }
  }

  private static int indexPosition(byte[] image) {
    return (int) ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).getLong(20);
  }

  @Test
  void aDamagedBlobIsToldWithItsPositionAndId() throws IOException {
    Path image = image();
    byte[] bytes = Files.readAllBytes(image);
    String id = Git.line(repository, "rev-parse", "HEAD");
    int offset = PACK_START + 12; // the commit is the first entry of git's packs
    bytes[offset + 5] ^= 1;
    Files.write(image, bytes);
    verify(image);
    assertThat(problems)
        .anySatisfy(
            problem -> {
              assertThat(problem.position()).isEqualTo(offset);
              assertThat(problem.toString()).contains("byte " + offset);
            });
    assertThat(id).hasSize(40);
  }

  @Test
  void aMissingBlobIsNamed() throws IOException {
    Path image = imageOfTree("100644 a|100644 gone");
    assertThat(problems).isEmpty();
    verify(image);
    assertThat(problems).singleElement().asString().contains("missing blob");
  }

  /** Makes an image of a commit whose root holds the entries, written as they are given. */
  private Path imageOfTree(String entries) throws IOException {
    byte[] blob = Git.run(repository, "x\n".getBytes(StandardCharsets.UTF_8), hash("blob"));
    String emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    Git.run(repository, new byte[0], hash("tree"));
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    for (String entry : entries.split("\\|")) {
      tree.writeBytes(entry.getBytes(StandardCharsets.UTF_8));
      tree.write(0);
      String id = new String(blob, StandardCharsets.UTF_8).strip();
      if (entry.startsWith("40000")) {
        id = emptyTree;
      } else if (entry.endsWith("gone")) {
        id = "0123456789012345678901234567890123456789";
      }
      tree.writeBytes(HexFormat.of().parseHex(id));
    }
    String root =
        new String(Git.run(repository, tree.toByteArray(), hash("tree")), StandardCharsets.UTF_8)
            .strip();
    String person = "A <a@example.org> 1700000000 +0000\n";
    String commit = "tree " + root + "\nauthor " + person + "committer " + person + "\nm\n";
    String id =
        new String(
                Git.run(repository, commit.getBytes(StandardCharsets.UTF_8), hash("commit")),
                StandardCharsets.UTF_8)
            .strip();
    String blobId = new String(blob, StandardCharsets.UTF_8).strip();
    Path base = directory.resolve("hand");
    String objects = String.join("\n", id, root, blobId, emptyTree) + "\n";
    String name =
        new String(
                Git.run(
                    repository,
                    objects.getBytes(StandardCharsets.UTF_8),
                    "pack-objects",
                    "-q",
                    base.toString()),
                StandardCharsets.UTF_8)
            .strip();
    return TestImages.lay(
        Path.of(base + "-" + name + ".pack"),
        Path.of(base + "-" + name + ".idx"),
        id,
        directory.resolve("hand.img"));
  }

  private static String[] hash(String type) {
    return new String[] {"hash-object", "--literally", "-t", type, "-w", "--stdin"};
  }
}
