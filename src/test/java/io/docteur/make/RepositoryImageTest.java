package io.docteur.make;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.RandomTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of local repositories. */
@NeedsGit
class RepositoryImageTest {
  @TempDir Path temp;
  private Path repository;
  private Path image;
  private int made;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Git.init(temp.resolve("repository"));
    image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
  }

  private String commitFiles() throws IOException {
    new RandomTree(new Random(7)).fillWithVersions(repository, 300);
    return Git.commitAll(repository);
  }

  private MadeImage make(Path source, String ref) throws IOException {
    ImageMaker.from(source).ref(ref).make(image);
    return MadeImage.takeApart(image, temp.resolve("apart" + made++)).isAcceptedByGit();
  }

  private void isMadeOf(Path source, String ref, String commit) throws IOException {
    assertThat(make(source, ref).commit()).isEqualTo(commit);
  }

  private void fails(Path source, String ref, String message) {
    assertThatThrownBy(() -> ImageMaker.from(source).ref(ref).make(image))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void theGoldenRepositoryGivesTheGoldenCommit() throws IOException {
    Files.writeString(repository.resolve("README.md"), "Hello Git!\n");
    Git.run(repository, "add", "README.md");
    String tree = Git.line(repository, "write-tree");
    String who = "Romain Calascibetta <romain@mirage.io> 1471792723 +0200";
    String content =
        "tree "
            + tree
            + "\nauthor "
            + who
            + "\ncommitter "
            + who
            + "\n\nMy name is Dr. Greenthumb\n";
    byte[] output =
        Git.run(
            repository,
            content.getBytes(StandardCharsets.US_ASCII),
            "hash-object",
            "-t",
            "commit",
            "-w",
            "--stdin");
    String commit = new String(output, StandardCharsets.US_ASCII).strip();
    Git.run(repository, "update-ref", "refs/heads/main", commit);
    MadeImage image = make(repository, null);
    assertThat(image.commit()).isEqualTo("7f76ddedf89aaca1a566a5cb3fb2f1b5cc96f716");
    assertThat(image.rootTree()).isEqualTo("73c44169dbb57613737326b902934762298208d4");
  }

  @Test
  void anyNameOfACommitWillDo() throws IOException {
    String first = commitFiles();
    Git.run(repository, "tag", "light");
    Git.run(repository, "tag", "-a", "-m", "a tag", "heavy");
    Git.run(repository, "branch", "side/way");
    Git.run(repository, "pack-refs", "--all");
    Files.writeString(repository.resolve("more"), "more");
    String second = Git.commitAll(repository);
    isMadeOf(repository, null, second);
    isMadeOf(repository, "main", second);
    isMadeOf(repository, "refs/heads/main", second);
    for (String name : List.of("light", "heavy", "refs/tags/heavy", "side/way", first)) {
      isMadeOf(repository, name, first);
    }
    isMadeOf(repository, first.substring(0, 10), first);
    Git.run(repository, "checkout", "-q", "--detach", first);
    isMadeOf(repository, null, first);
  }

  @Test
  void theLogOfABranchIsNotTakenForThatOfHead() throws IOException {
    String first = commitFiles();
    Files.writeString(repository.resolve("more"), "more");
    Git.commitAll(repository);
    isMadeOf(repository, "main@{1}", first);
    Git.run(repository, "checkout", "-q", "--detach", "HEAD");
    Git.run(repository, "checkout", "-q", "main");
    Files.delete(image);
    fails(repository, "HEAD@{1}", "cannot be named by the log of HEAD");
  }

  @Test
  void everyKindOfRepositoryIsFound() throws IOException {
    commitFiles();
    Git.run(temp, "clone", "-q", "--bare", repository.toString(), "bare");
    Git.run(repository, "worktree", "add", "-q", "--detach", temp.resolve("linked").toString());
    Git.run(temp, "clone", "-q", "--shared", repository.toString(), "borrower");
    Git.run(temp, "init", "-q", "--separate-git-dir", "apart.git", "separate");
    Git.run(temp.resolve("separate"), "pull", "-q", repository.toString(), "main");
    Files.writeString(repository.resolve("later"), "text");
    String commit = Git.commitAll(repository);
    Git.run(repository.resolve("../linked"), "checkout", "-q", "--detach", commit);
    Git.run(temp, "-C", "bare", "fetch", "-q", "origin", "+main:main");
    Git.run(temp, "-C", "separate", "pull", "-q", repository.toString(), "main");
    Git.run(temp, "-C", "borrower", "pull", "-q");
    Git.run(temp, "clone", "-q", "--depth=1", "file://" + repository, "shallow");
    List<String> kinds =
        List.of("bare", "linked", "borrower", "separate", "shallow", "repository/.git");
    for (String name : kinds) {
      isMadeOf(temp.resolve(name), null, commit);
    }
  }

  @Test
  void looseAndPackedObjectsGiveTheSameContent() throws IOException {
    String commit = commitFiles();
    String loose = make(repository, null).listing();
    Git.run(repository, "repack", "-adq");
    MadeImage packed = make(repository, null);
    assertThat(packed.commit()).isEqualTo(commit);
    assertThat(packed.listing()).isEqualTo(loose);
  }

  @Test
  void deltasOfThePacksAreTakenOver() throws IOException {
    commitFiles();
    Git.run(repository, "repack", "-adfq", "--window=50", "--depth=10");
    MadeImage image = make(repository, null);
    assertThat(image.deltaDepths()).isEqualTo(sourceDepths()).hasSizeGreaterThan(200);
  }

  @Test
  void refDeltasBecomeOffsets() throws IOException {
    commitFiles();
    Git.run(repository, "-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=10");
    assertThat(make(repository, null).deltaDepths())
        .isEqualTo(sourceDepths())
        .hasSizeGreaterThan(200);
  }

  @Test
  void chainsThatAreTooLongAreCut() throws IOException {
    new RandomTree(new Random(8)).fillWithDrift(repository, 400);
    Git.commitAll(repository);
    Git.run(repository, "repack", "-adfq", "--depth=250");
    assertThat(sourceDepths().values()).anyMatch(depth -> depth > 60);
    MadeImage image = make(repository, null);
    assertThat(image.deltaDepths().values()).hasSizeGreaterThan(380).allMatch(depth -> depth <= 10);
  }

  @Test
  void onlyADepthOf0LeavesNoDeltaOfTheRepository() throws IOException {
    commitFiles();
    Git.run(repository, "repack", "-adfq");
    ImageMaker.from(repository).window(0).make(image);
    assertThat(MadeImage.takeApart(image, temp.resolve("kept")).deltaDepths()).isNotEmpty();
    ImageMaker.from(repository).depth(0).make(image);
    assertThat(MadeImage.takeApart(image, temp.resolve("whole")).deltaDepths()).isEmpty();
  }

  @Test
  void anIndexOfVersion1IsReadToo() throws IOException {
    String commit = commitFiles();
    Git.run(repository, "-c", "pack.indexVersion=1", "repack", "-adfq");
    isMadeOf(repository, null, commit);
  }

  private Map<String, Integer> sourceDepths() throws IOException {
    return MadeImage.deltaDepths(repository, only(".idx"));
  }

  private Path only(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(repository.resolve(".git/objects/pack"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  @Test
  void submodulesAndParentsAreNotFollowed() throws IOException {
    commitFiles();
    String gitlink = "160000," + "1".repeat(40) + ",module";
    Git.run(repository, "update-index", "--add", "--cacheinfo", gitlink);
    Git.run(repository, "commit", "-q", "-m", "a submodule");
    assertThat(make(repository, null).listing()).contains("160000 commit 1111");
  }

  @Test
  void pointersOfGitLfsStayPointersAndGetOneNotice() throws IOException {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12345\n";
    Files.writeString(repository.resolve("a.bin"), pointer.formatted("a".repeat(64)));
    Files.writeString(repository.resolve("b.bin"), pointer.formatted("b".repeat(64)));
    Files.writeString(repository.resolve("same.bin"), pointer.formatted("b".repeat(64)));
    Files.writeString(repository.resolve("longer.bin"), pointer.formatted("c").repeat(30));
    Git.commitAll(repository);
    assertThat(ImageMaker.from(repository).make(image).notices()).isEmpty();
    Files.writeString(repository.resolve(".gitattributes"), "*.bin filter=lfs -text\n");
    Git.run(repository, "-c", "filter.lfs.clean=cat", "add", "-A");
    Git.run(repository, "commit", "-q", "-m", "attributes");
    assertThat(ImageMaker.from(repository).make(image).notices())
        .hasSize(1)
        .allMatch(notice -> notice.contains("Git LFS") && notice.endsWith(", 2"));
    assertThat(make(repository, null).isAcceptedByGit().listing())
        .contains(Git.line(repository, "rev-parse", "HEAD:a.bin"));
  }

  @Test
  void whatCannotBeMadeIsSaidInOneLine() throws IOException {
    fails(repository, null, "no commit yet on refs/heads/main");
    commitFiles();
    fails(repository, "nowhere", "no such branch, tag or commit: nowhere");
    fails(repository, "refs/heads/nowhere", "no such branch, tag or commit");
    fails(repository, "a..b", "no such branch, tag or commit: a..b");
    fails(repository, "1".repeat(40), "lacks the commit");
    String blob = Git.line(repository, "rev-parse", "HEAD:d0/f0");
    fails(repository, blob, "does not stand for a commit");
    Path other = Files.createDirectory(temp.resolve("sha256"));
    Git.run(other, "init", "-q", "--object-format=sha256");
    fails(other, null, "format sha256");
    Path broken = Files.createDirectories(temp.resolve("broken/.git")).getParent();
    fails(broken, null, "not a repository");
  }

  @Test
  void packsThatMayNotBeReadAreNamedAndNotTakenForMissing() throws IOException {
    commitFiles();
    Git.run(repository, "repack", "-adq");
    Path packs = repository.resolve(".git/objects/pack");
    Path pack;
    try (Stream<Path> files = Files.list(packs)) {
      pack = files.filter(file -> file.toString().endsWith(".pack")).findFirst().orElseThrow();
    }
    Files.setPosixFilePermissions(pack, Set.of());
    Assumptions.assumeFalse(Files.isReadable(pack), "this user may read everything");
    fails(repository, null, pack.getFileName().toString());
    Set<PosixFilePermission> former = Files.getPosixFilePermissions(packs);
    Files.setPosixFilePermissions(packs, Set.of());
    try {
      fails(repository, null, packs.toString());
    } finally {
      Files.setPosixFilePermissions(packs, former);
    }
  }

  @Test
  void objectsAreNotBorrowedFromAPathThatIsNotUtf8() throws IOException {
    commitFiles();
    Path alternates = repository.resolve(".git/objects/info/alternates");
    Files.write(alternates, "/caf\u00e9/objects\n".getBytes(StandardCharsets.ISO_8859_1));
    fails(repository, null, alternates + ": objects cannot be borrowed");
  }

  @Test
  void whatGitReplacesIsKeptAndANoticeSaysSo() throws IOException {
    String commit = commitFiles();
    String blob = Git.line(repository, "rev-parse", "HEAD:d0/f0");
    byte[] text = "another".getBytes(UTF_8);
    String other = new String(Git.run(repository, text, "hash-object", "-w", "--stdin"), UTF_8);
    Git.run(repository, "replace", other.strip(), blob);
    assertThat(ImageMaker.from(repository).make(image).notices()).isEmpty();
    Git.run(repository, "replace", blob, other.strip());
    List<String> notices = ImageMaker.from(repository).make(image).notices();
    assertThat(notices).hasSize(1).allMatch(notice -> notice.startsWith("git replaces objects"));
    assertThat(notices.get(0)).endsWith(": 1");
    assertThat(make(repository, null).commit()).isEqualTo(commit);
    Git.run(repository, "config", "core.useReplaceRefs", "false");
    assertThat(ImageMaker.from(repository).make(image).notices()).isEmpty();
  }

  @Test
  void aDateIsNotUsedSinceTheCommitHasItsOwnAndANoticeSaysSo() throws IOException {
    Files.writeString(repository.resolve("f"), "content");
    Git.commitAll(repository);
    OffsetDateTime date = OffsetDateTime.parse("2020-10-10T08:00:00+00:00");
    Summary summary = ImageMaker.from(repository).date(date).make(image);
    assertThat(summary.commit()).isEqualTo(Git.line(repository, "rev-parse", "HEAD"));
    assertThat(summary.notices())
        .containsExactly("the date is not used: the commit of a repository has its own");
  }

  @Test
  void aTreeBombCostsWhatItsDistinctTreesCost() throws Exception {
    String blob =
        new String(
                Git.run(repository, new byte[] {'x'}, "hash-object", "-w", "--stdin"),
                StandardCharsets.US_ASCII)
            .strip();
    String tree = bombLayer("100644 blob " + blob);
    for (int i = 1; i < 20; i++) {
      tree = bombLayer("040000 tree " + tree);
    }
    String commit = Git.line(repository, "commit-tree", "-m", "bomb", tree);
    Git.run(repository, "update-ref", "refs/heads/main", commit);
    assertThat(
            MakeProcess.run(
                List.of("-Xmx64m"), "C.UTF-8", temp, repository.toString(), image.toString()))
        .isEqualTo(commit);
    assertThat(ImageMaker.from(repository).make(image).files()).isEqualTo(Long.MAX_VALUE);
  }

  private String bombLayer(String entry) throws IOException {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      input.append(entry).append('\t').append(i).append('\n');
    }
    byte[] output =
        Git.run(repository, input.toString().getBytes(StandardCharsets.US_ASCII), "mktree");
    return new String(output, StandardCharsets.US_ASCII).strip();
  }
}
