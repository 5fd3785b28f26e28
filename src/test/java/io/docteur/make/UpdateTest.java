package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.DamagedImageException;
import io.docteur.pack.PackLimits;
import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.RandomTree;
import io.docteur.verify.Verifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that take over what did not change from a former one. */
@NeedsGit
class UpdateTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2020-10-10T08:00:00+00:00");

  private static final String DRIFTING = "a-name-longer-than-a-hash.txt";

  @TempDir Path temp;
  private final Random random = new Random(11);
  private Path source;
  private Path former;
  private Path image;
  private int made;

  @BeforeEach
  void makeFormer() throws IOException {
    source = Files.createDirectory(temp.resolve("source"));
    new RandomTree(random).fillWithVersions(source, 600);
    new RandomTree(random).fillWithDrift(Files.createDirectory(source.resolve("drift")), 60);
    Path out = Files.createDirectory(temp.resolve("out"));
    former = out.resolve("former.img");
    image = out.resolve("disk.img");
    maker().make(former);
  }

  private ImageMaker maker() {
    return ImageMaker.from(source).date(DATE);
  }

  /** Changes one file of a hundred: edits of a line, new files, and files that are gone. */
  private void change() throws IOException {
    for (int i = 0; i < 3; i++) {
      Path file = source.resolve("d" + i + "/f" + (100 * i + 7));
      Files.writeString(file, Files.readString(file) + "one line more\n");
      Files.delete(source.resolve("d" + i + "/f" + (100 * i + 50)));
    }
    Path longer = source.resolve("drift/d30/" + DRIFTING);
    Files.writeString(longer, Files.readString(longer).repeat(2));
    Files.writeString(source.resolve("new"), "a new file\n");
  }

  private MadeImage takeApart(Path made) throws IOException {
    return MadeImage.takeApart(made, temp.resolve("apart" + this.made++)).isAcceptedByGit();
  }

  /** Returns the bytes that are compressed while an image is made. */
  private long compressed(ImageMaker maker, Path target) throws IOException {
    AtomicLong most = new AtomicLong();
    maker
        .progress(
            (phase, done, total) -> {
              if (phase.equals("compressing")) {
                most.accumulateAndGet(total, Math::max);
              }
            })
        .make(target);
    return most.get();
  }

  @Test
  void anUpdateHoldsTheSameAndIsHardlyLarger() throws IOException {
    change();
    maker().update(former).make(image);
    MadeImage updated = takeApart(image);
    Path fresh = temp.resolve("fresh.img");
    maker().make(fresh);
    MadeImage whole = takeApart(fresh);
    assertThat(updated.commit()).isEqualTo(whole.commit());
    assertThat(updated.listing()).isEqualTo(whole.listing());
    assertThat(new HashSet<>(updated.order())).isEqualTo(new HashSet<>(whole.order()));
    assertThat(updated.deltaDepths().values()).allMatch(depth -> depth <= 10);
    assertThat((double) Files.size(image)).isLessThan(1.03 * Files.size(fresh));
  }

  @Test
  void whatDidNotChangeIsStoredAsItWas() throws IOException {
    Map<String, Integer> before = takeApart(former).deltaDepths("blob");
    maker().update(former).make(image);
    assertThat(image).hasSameBinaryContentAs(former);
    change();
    maker().update(former).make(image);
    Map<String, Integer> after = takeApart(image).deltaDepths("blob");
    Set<String> same = new HashSet<>(before.keySet());
    same.retainAll(after.keySet());
    assertThat(same).hasSizeGreaterThan(before.size() * 9 / 10);
  }

  @Test
  void onlyWhatChangedIsCompressed() throws IOException {
    long whole = compressed(maker(), image);
    assertThat(compressed(maker().update(former), image)).isZero();
    change();
    assertThat(compressed(maker().update(former), image)).isBetween(1L, whole / 10);
  }

  @Test
  void aChangedFileIsADeltaOfWhatItsFormerVersionWas() throws IOException {
    MadeImage before = takeApart(former);
    List<String> paths = List.of("d0/f7", "d1/f107", "d2/f207", "drift/d30/" + DRIFTING);
    for (String path : paths) {
      Path file = source.resolve(path);
      Files.writeString(file, Files.readString(file) + "one line more\n");
    }
    maker().update(former).make(image);
    MadeImage after = takeApart(image);
    int kept = 0;
    for (String path : paths) {
      String base = before.bases().get(before.id(path));
      if (base != null && after.objects().stream().anyMatch(words -> words[0].equals(base))) {
        assertThat(after.bases().get(after.id(path))).as(path).isEqualTo(base);
        kept++;
      }
    }
    assertThat(kept).isGreaterThan(1);
  }

  @Test
  void aFileThatWasTheBaseOfOthersIsReplacedAsSuch() throws IOException {
    MadeImage before = takeApart(former);
    Map<String, String> bases = before.bases();
    Map<String, Path> files = new HashMap<>();
    for (int i = 0; i < 600; i++) {
      String path = "d" + i / 100 + "/f" + i;
      files.put(before.id(path), source.resolve(path));
    }
    String base = bases.values().stream().filter(files::containsKey).findFirst().orElseThrow();
    Files.writeString(files.get(base), Files.readString(files.get(base)) + "one line more\n");
    maker().update(former).make(image);
    MadeImage after = takeApart(image);
    String successor = after.id(source.relativize(files.get(base)).toString());
    assertThat(after.bases().values()).contains(successor);
    assertThat(after.bases()).hasSizeGreaterThanOrEqualTo(bases.size() - 1);
  }

  @Test
  void aFormerImageOfSomethingElseDoesNoHarm() throws IOException {
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.createDirectories(other.resolve("d0/f7"));
    Files.writeString(other.resolve("d1"), "a file where a directory is\n");
    Files.writeString(other.resolve("d0/f7/x"), "x\n");
    ImageMaker.from(other).date(DATE).make(former);
    maker().update(former).make(image);
    String tree = takeApart(image).rootTree();
    maker().make(former);
    assertThat(tree).isEqualTo(takeApart(former).rootTree());
  }

  @Test
  void aLargeFileIsTakenOverWithItsSteps() throws IOException {
    byte[] large = new byte[PackLimits.STREAMED_SIZE + 300_000];
    random.nextBytes(large);
    Files.write(source.resolve("large"), large);
    maker().make(former);
    assertThat(compressed(maker().update(former), image)).isZero();
    assertThat(image).hasSameBinaryContentAs(former);
    Files.writeString(source.resolve("new"), "a new file\n");
    assertThat(compressed(maker().update(former), image)).isLessThan(large.length);
    takeApart(image);
    Verifier.verify(image, 1, problem -> assertThat(problem).isNull(), (done, total) -> {});
  }

  @Test
  void theFormerImageMayBeReplaced() throws IOException {
    change();
    maker().update(former).make(image);
    maker().update(former).make(former);
    assertThat(former).hasSameBinaryContentAs(image);
  }

  @Test
  void theBytesDoNotDependOnTheThreads() throws IOException {
    change();
    maker().update(former).threads(1).make(image);
    Path other = temp.resolve("other.img");
    maker().update(former).threads(3).make(other);
    assertThat(other).hasSameBinaryContentAs(image);
  }

  @Test
  void aSmallerDepthCutsTheChainsOfTheFormerImage() throws IOException {
    change();
    maker().update(former).depth(3).make(image);
    assertThat(takeApart(image).deltaDepths().values()).isNotEmpty().allMatch(depth -> depth <= 3);
  }

  @Test
  void manyUpdatesStayTrue() throws IOException {
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 40; i++) {
        Path file = source.resolve("drift/d" + random.nextInt(60) + "/" + DRIFTING);
        String text = Files.readString(file);
        int cut = random.nextInt(text.length());
        Files.writeString(file, text.substring(0, cut) + random.nextInt() + text.substring(cut));
      }
      maker().update(former).make(former);
      Path repository = temp.resolve("round" + round);
      String tree = takeApart(former).rootTree();
      maker().make(image);
      assertThat(tree).isEqualTo(MadeImage.takeApart(image, repository).rootTree());
    }
  }

  @Test
  void aRepositoryTakesOverWhatAnImageHas() throws IOException {
    Git.init(source);
    Git.commitAll(source);
    maker().date(null).update(former).make(former);
    MadeImage first = takeApart(former);
    assertThat(first.commit()).isEqualTo(Git.line(source, "rev-parse", "HEAD"));
    change();
    String commit = Git.commitAll(source);
    Git.run(source, "repack", "-dq"); // a pack of what is loose: all of it
    maker().date(null).update(former).make(former);
    MadeImage updated = takeApart(former);
    assertThat(updated.commit()).isEqualTo(commit);
    assertThat(updated.rootTree()).isEqualTo(Git.line(source, "rev-parse", "HEAD^{tree}"));
  }

  @Test
  void aDamagedFormerImageIsToldAndNothingIsWritten() throws IOException {
    byte[] sound = Files.readAllBytes(former);
    MadeImage apart = takeApart(former);
    long packed = Files.size(temp.resolve("apart0/.git/objects/pack/pack-image.pack"));
    change();
    for (int i = 0; i < 20; i++) {
      byte[] bytes = sound.clone();
      bytes[28 + 12 + random.nextInt((int) packed - 32)] ^= (byte) (1 << random.nextInt(8));
      Files.write(former, bytes);
      try {
        maker().update(former).make(image);
      } catch (DamagedImageException e) {
        assertThat(e.getFile()).isEqualTo(former.toString());
        assertThat(image).doesNotExist();
        continue;
      }
      assertThat(takeApart(image).commit()).isNotEqualTo(apart.commit()); // was not needed
      Files.delete(image);
    }
    int firstId = (int) ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getLong(20) + 1032;
    for (int position : new int[] {27, 28, firstId, sound.length - 600}) {
      for (int bits : new int[] {1, 0xff}) { // of the first id all change its order
        byte[] bytes = sound.clone();
        bytes[position] ^= (byte) bits;
        Files.write(former, bytes);
        assertThatThrownBy(() -> maker().update(former).make(image))
            .isInstanceOf(DamagedImageException.class);
      }
    }
    Files.delete(former);
    assertThatThrownBy(() -> maker().update(former).make(image))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(image.getParent()).isEmptyDirectory();
  }
}
