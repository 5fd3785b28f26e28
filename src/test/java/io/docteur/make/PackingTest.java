package io.docteur.make;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.RandomTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers by which a user may have images packed. */
@NeedsGit
class PackingTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2020-10-10T08:00:00+02:00");

  @TempDir Path temp;
  private Path store;
  private int made;

  @BeforeEach
  void makeStore() throws IOException {
    store = Files.createDirectory(temp.resolve("store"));
  }

  private Path image(UnaryOperator<ImageMaker> chosen) throws IOException {
    Path image = temp.resolve(made++ + ".img");
    ImageMaker maker = ImageMaker.from(store);
    if (!Files.exists(store.resolve(".git"))) {
      maker.date(DATE);
    }
    chosen.apply(maker).make(image);
    return image;
  }

  private MadeImage apart(Path image) throws IOException {
    return MadeImage.takeApart(image, temp.resolve("apart" + made++)).isAcceptedByGit();
  }

  @Test
  void numbersOutsideOfTheirRangesAreRefused() {
    ImageMaker maker = ImageMaker.from(store);
    assertThatThrownBy(() -> maker.window(-1))
        .hasMessageContaining("window must be from 0 to 1000");
    assertThatThrownBy(() -> maker.window(1001)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> maker.depth(-1)).hasMessageContaining("depth must be from 0 to 4095");
    assertThatThrownBy(() -> maker.depth(4096)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> maker.compression(-1)).hasMessageContaining("from 0 to 9");
    assertThatThrownBy(() -> maker.compression(10)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theDefaultIsAWindowOf10ADepthOf10AndCompression6() throws IOException {
    new RandomTree(new Random(4)).fillWithVersions(store, 500);
    assertThat(image(maker -> maker))
        .hasSameBinaryContentAs(image(maker -> maker.window(10).depth(10).compression(6)));
  }

  @Test
  void anyNumbersGiveTheSameFilesAndTheSameBytesForAnyNumberOfThreads() throws IOException {
    new RandomTree(new Random(5)).fillWithVersions(store, 9000);
    String listing = apart(image(maker -> maker)).listing();
    for (int[] chosen : new int[][] {{1, 50, 0}, {20, 3, 1}, {3, 4095, 9}, {1000, 0, 6}}) {
      UnaryOperator<ImageMaker> choose =
          maker -> maker.window(chosen[0]).depth(chosen[1]).compression(chosen[2]);
      Path image = image(maker -> choose.apply(maker).threads(1));
      assertThat(image).hasSameBinaryContentAs(image(maker -> choose.apply(maker).threads(3)));
      assertThat(apart(image).listing()).isEqualTo(listing);
    }
  }

  /** Two thirds of the files are the same, which takes next to nothing anyway. */
  @Test
  void aDeltaThatSavesLittleOnceDeflatedIsNotStored() throws IOException {
    Random random = new Random(7);
    for (String name : List.of("one.txt", "other.txt")) {
      byte[] content = Arrays.copyOf("the same line\n".repeat(6_000).getBytes(US_ASCII), 120_000);
      byte[] noise = new byte[40_000];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, content, 80_000, noise.length);
      Files.write(store.resolve(name), content);
    }
    assertThat(apart(image(maker -> maker)).deltaDepths("blob")).isEmpty();
    byte[] longer = Arrays.copyOf(Files.readAllBytes(store.resolve("one.txt")), 120_001);
    Files.write(store.resolve("other.txt"), longer);
    assertThat(apart(image(maker -> maker)).deltaDepths("blob")).hasSize(1);
  }

  @Test
  void depthBoundsChainsThatAreNew() throws IOException {
    new RandomTree(new Random(6)).fillWithDrift(store, 400);
    for (int depth : new int[] {1, 7, 60}) {
      MadeImage image = apart(image(maker -> maker.window(2).depth(depth)));
      assertThat(image.deltaDepths("blob").values())
          .allMatch(found -> found <= depth)
          .contains(depth);
    }
    assertThat(apart(image(maker -> maker.depth(0))).deltaDepths()).isEmpty();
    assertThat(apart(image(maker -> maker.window(0))).deltaDepths()).isEmpty();
  }

  @Test
  void depthBoundsChainsThatARepositoryHas() throws IOException {
    new RandomTree(new Random(8)).fillWithDrift(Git.init(store), 300);
    Git.commitAll(store);
    Git.run(store, "repack", "-adfq", "--depth=250");
    for (int depth : new int[] {0, 1, 7, 100}) {
      assertThat(apart(image(maker -> maker.depth(depth))).deltaDepths("blob").values())
          .allMatch(found -> found <= depth)
          .hasSizeGreaterThanOrEqualTo(depth == 0 ? 0 : 140);
    }
    assertThat(apart(image(maker -> maker.depth(4095))).deltaDepths("blob"))
        .isEqualTo(MadeImage.deltaDepths(store, sourceIndex(), "blob"));
  }

  @Test
  void versionsOfAFileShareFewerBasesThanInAPackOfGits() throws IOException {
    Git.init(store);
    List<String> lines =
        new ArrayList<>(List.of(new RandomTree(new Random(10)).text(500).split("\n")));
    for (int version = 10; version < 60; version++) {
      lines.add(lines.size() * (version % 7) / 7, "since version " + version);
      Path file = Files.createDirectory(store.resolve("v" + version)).resolve("page.html");
      Files.write(file, lines);
    }
    Git.commitAll(store);
    Map<String, String> ours = apart(image(maker -> maker)).bases();
    Git.run(store, "repack", "-adfq", "--window=10", "--depth=10");
    Map<String, String> gits = apart(image(maker -> maker)).bases();
    assertThat(gits).hasSizeGreaterThan(40);
    assertThat(Set.copyOf(gits.values())).hasSizeGreaterThan(15);
    assertThat(ours).hasSizeGreaterThan(40);
    assertThat(Set.copyOf(ours.values())).hasSizeLessThan(10);
  }

  @Test
  void whatResemblesAFileBeyondTheWindowBecomesItsDelta() throws IOException {
    RandomTree texts = new RandomTree(new Random(11));
    Path firsts = Files.createDirectory(store.resolve("firsts"));
    Path seconds = Files.createDirectory(store.resolve("seconds"));
    for (int pair = 10; pair < 90; pair++) {
      String text = texts.text(300);
      Files.writeString(firsts.resolve(pair + ".first"), text);
      Files.writeString(seconds.resolve(pair + ".second"), texts.text(9) + text + texts.text(9));
    }
    Path image = image(maker -> maker.threads(1));
    assertThat(image).hasSameBinaryContentAs(image(maker -> maker.threads(3)));
    MadeImage apart = apart(image);
    Map<String, String> bases = apart.bases();
    for (int pair = 10; pair < 90; pair++) {
      String first = apart.id("firsts/" + pair + ".first");
      String second = apart.id("seconds/" + pair + ".second");
      assertThat(List.of(bases.getOrDefault(first, ""), bases.getOrDefault(second, "")))
          .containsAnyOf(first, second);
    }
  }

  @Test
  void whatABaseBeyondTheWindowMakesTooLongGetsAnother() throws IOException {
    RandomTree texts = new RandomTree(new Random(14));
    int triples = 40;
    for (int triple = 10; triple < 10 + triples; triple++) {
      String text = texts.text(300);
      for (int member = 1; member <= 3; member++) {
        text += texts.text(15);
        Files.writeString(store.resolve(triple + "." + member), text);
      }
    }
    // The middle one is what both others resemble most, but becomes a delta itself.
    Map<String, Integer> depths = apart(image(maker -> maker.depth(1))).deltaDepths("blob");
    assertThat(depths).hasSize(2 * triples);
    assertThat(depths.values()).containsOnly(1);
  }

  @Test
  void depthBoundsChainsThatLeadBeyondTheWindow() throws IOException {
    RandomTree texts = new RandomTree(new Random(13));
    String[] lines = texts.text(1000).split("\n");
    for (int i = 0; i < 60; i++) {
      for (int line = 0; line < 50; line++) {
        lines[(i * 50 + line) % lines.length] += i;
      }
      Files.writeString(store.resolve("drift" + i), String.join("\n", lines));
      for (int other = 0; other < 5; other++) {
        Files.writeString(store.resolve("other" + other + "drift" + i), texts.text(200));
      }
    }
    for (int depth : new int[] {1, 3}) {
      assertThat(apart(image(maker -> maker.window(1).depth(depth))).deltaDepths("blob").values())
          .hasSizeGreaterThan(20)
          .allMatch(found -> found <= depth)
          .contains(depth);
    }
    assertThat(apart(image(maker -> maker.window(0))).deltaDepths()).isEmpty();
  }

  @Test
  void chainsOfTreesKeepWithinTheOriginalsLimitWhateverTheDepth() throws IOException {
    Git.init(store);
    String blob = ask(new byte[] {'x'}, "hash-object", "-w", "--stdin").get(0);
    Random random = new Random(9);
    String[] names = new String[500];
    Arrays.setAll(names, i -> "file" + i + "-" + random.nextInt());
    StringBuilder inner = new StringBuilder();
    for (int tree = 0; tree < 200; tree++) {
      // Each is most like the one before it and a little shorter: two more names have no end.
      for (int file = 0; file < names.length; file++) {
        names[file] = file < 2 * tree ? "file" + file : names[file];
        inner.append("100644 blob ").append(blob).append('\t').append(names[file]).append('\n');
      }
      inner.append('\n');
    }
    StringBuilder outer = new StringBuilder();
    for (String tree : trees(inner)) {
      outer.append("040000 tree ").append(tree).append("\tone-name-for-all-of-them\n\n");
    }
    StringBuilder root = new StringBuilder();
    int number = 0;
    for (String tree : trees(outer)) {
      root.append("040000 tree ").append(tree).append("\td").append(number++).append('\n');
    }
    String commit = Git.line(store, "commit-tree", "-m", "drift", trees(root).get(0));
    Git.run(store, "update-ref", "refs/heads/main", commit);
    apartAllWithin50();
    Git.run(store, "repack", "-adfq", "--depth=250");
    assertThat(MadeImage.deltaDepths(store, sourceIndex(), "tree").values())
        .anyMatch(depth -> depth > 60);
    apartAllWithin50();
  }

  private void apartAllWithin50() throws IOException {
    assertThat(apart(image(maker -> maker.depth(200))).deltaDepths("tree").values())
        .hasSizeGreaterThan(150)
        .allMatch(depth -> depth <= 50);
  }

  private List<String> trees(StringBuilder input) throws IOException {
    return ask(input.toString().getBytes(StandardCharsets.US_ASCII), "mktree", "--batch");
  }

  private List<String> ask(byte[] input, String... arguments) throws IOException {
    return new String(Git.run(store, input, arguments), StandardCharsets.US_ASCII).lines().toList();
  }

  private Path sourceIndex() throws IOException {
    try (Stream<Path> files = Files.list(store.resolve(".git/objects/pack"))) {
      return files.filter(file -> file.toString().endsWith(".idx")).findFirst().orElseThrow();
    }
  }
}
