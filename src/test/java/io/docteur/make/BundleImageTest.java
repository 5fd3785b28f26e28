package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.RandomTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of git bundles. */
@NeedsGit
class BundleImageTest {
  @TempDir Path temp;
  private Path repository;
  private Path bundle;
  private Path image;
  private String first;
  private String second;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Git.init(temp.resolve("repository"));
    bundle = temp.resolve("a b:c.bundle");
    image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
    new RandomTree(new Random(7)).fillWithVersions(repository, 100);
    first = Git.commitAll(repository);
    Git.run(repository, "tag", "-a", "-m", "a tag", "v1");
    Files.writeString(repository.resolve("new"), "new");
    second = Git.commitAll(repository);
  }

  private void create(String... arguments) throws IOException {
    String[] command = {"bundle", "create", "-q", bundle.toString()};
    String[] all = Arrays.copyOf(command, command.length + arguments.length);
    System.arraycopy(arguments, 0, all, command.length, arguments.length);
    Git.run(repository, all);
  }

  private void isMadeOf(String source, String ref, String commit) throws IOException {
    ImageMaker.from(source).ref(ref).make(image);
    MadeImage made = MadeImage.takeApart(image, temp.resolve("apart")).isAcceptedByGit();
    assertThat(made.commit()).isEqualTo(commit);
    String listing =
        new String(
            Git.run(repository, "ls-tree", "-r", "-t", "-z", commit), StandardCharsets.ISO_8859_1);
    assertThat(made.listing()).isEqualTo(listing);
    assertThat(image.getParent()).isDirectoryContaining(image::equals);
  }

  private void fails(String ref, String message) {
    assertThatThrownBy(() -> ImageMaker.from(bundle).ref(ref).make(image))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(bundle.toString())
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void theHeadIsTakenWhereNothingElseIsAskedFor() throws IOException {
    create("--all");
    isMadeOf(bundle.toUri().toString(), null, second);
  }

  @Test
  void anAnnotatedTagStandsForItsCommit() throws IOException {
    create("--all");
    isMadeOf(bundle.toString(), "v1", first);
  }

  @Test
  void anImageMayHaveAsLongANameAsTheSystemLetsItHave() throws IOException {
    create("--all");
    image = image.resolveSibling("i".repeat(255));
    isMadeOf(bundle.toString(), null, second);
  }

  @Test
  void anIdNeedNotBeATip() throws IOException {
    create("--all");
    isMadeOf(bundle.toString(), first, first);
  }

  @Test
  void progressIsToldInBytes() throws IOException {
    create("--all");
    Set<String> phases = new TreeSet<>();
    long[] last = new long[2];
    ImageMaker.from(bundle)
        .progress(
            (phase, done, total) -> {
              phases.add(phase);
              if (phase.equals("reading the bundle")) {
                last[0] = done;
                last[1] = total;
              }
            })
        .make(image);
    assertThat(phases).contains("reading the bundle");
    assertThat(last).containsOnly(Files.size(bundle));
  }

  @Test
  void whatABundleDoesNotHoldIsSaidInOneLine() throws IOException {
    create("main");
    fails(null, "no HEAD");
    fails("nowhere", "no such branch or tag: nowhere");
    fails("1".repeat(40), "lacks the commit");
    create("v1..main");
    fails("main", "it needs commits that it does not hold");
    Files.writeString(bundle, "# v3 git bundle\n@object-format=sha1\n\n");
    fails(null, "not a bundle of version 2");
  }

  @Test
  void aDamagedBundleIsSaidInOneLine() throws IOException {
    create("--all");
    byte[] whole = Files.readAllBytes(bundle);
    Files.write(bundle, Arrays.copyOf(whole, whole.length - 100));
    fails(null, "the bundle cannot be read: the pack ends too early");
    whole[whole.length / 2] ^= 1;
    Files.write(bundle, whole);
    fails(null, "the bundle cannot be read: the pack is damaged: ");
  }

  @Test
  void aDamagedHeaderIsSaidInOneLineHoweverLongItIs() throws IOException {
    String signature = "# v2 git bundle\n";
    String id = first + " refs/heads/";
    for (String header :
        new String[] {
          "", first, first + "\n\n", "rubbish\n\n", id + "x".repeat(1 << 17) + "\n\n"
        }) {
      Files.writeString(bundle, signature + header);
      fails(null, "the bundle cannot be read: its header is damaged");
    }
  }

  @Test
  void urlsOfSubmodulesAreRelativeToTheBundle() throws Exception {
    Git.run(temp, "init", "-q", "--bare", "sub.git");
    Git.run(repository, "push", "-q", "../sub.git", "main");
    Files.writeString(
        repository.resolve(".gitmodules"),
        "[submodule \"sub\"]\n\tpath = sub\n\turl = ../sub.git\n");
    Git.run(repository, "update-index", "--add", "--cacheinfo", "160000," + second + ",sub");
    Git.run(repository, "add", ".gitmodules");
    Git.run(repository, "commit", "-q", "-m", "a submodule");
    create("--all");
    Files.writeString(temp.resolve(".gitconfig"), "[protocol \"file\"]\n\tallow = always\n");
    List<String> command =
        ChildJvm.command(
            List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + temp),
            "io.docteur.cli.Main",
            "make",
            "--recurse-submodules",
            bundle.getFileName(),
            image);
    ChildJvm.Ended ended = ChildJvm.run(new ProcessBuilder(command).directory(temp.toFile()));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(MadeImage.takeApart(image, temp.resolve("apart")).id("sub"))
        .isEqualTo(Git.line(repository, "rev-parse", second + "^{tree}"));
  }
}
