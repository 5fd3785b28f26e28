package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.docteur.testing.Git;
import io.docteur.testing.RandomTree;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of plain directories. */
class DirectoryImageTest {
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2020-10-10T08:00:00+00:00");

  @TempDir Path temp;
  private Path store;
  private Path image;

  @BeforeEach
  void makeDirectories() throws IOException {
    store = Files.createDirectory(temp.resolve("store"));
    image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
  }

  private Summary make() throws IOException {
    return ImageMaker.from(store).date(DATE).make(image);
  }

  private MadeImage made() throws IOException {
    return MadeImage.takeApart(image, temp.resolve("apart"));
  }

  @Test
  void theGoldenDirectoryGivesTheGoldenCommit() throws IOException {
    Files.writeString(store.resolve("README.md"), "Hello World!\n");
    Files.createDirectories(store.resolve("tree/bar"));
    for (String name : List.of("foo", "bar", "tree/foo", "tree/bar/foo")) {
      Files.createFile(store.resolve(name));
    }
    Summary summary = make();
    assertThat(summary.commit()).isEqualTo("ca71a852f6c2d16bf04691f13b8a7edeadb15b80");
    assertThat(summary.files()).isEqualTo(5);
    assertThat(summary.objects()).isEqualTo(6);
    assertThat(summary.contentBytes()).isEqualTo(13);
    assertThat(summary.imageBytes()).isEqualTo(Files.size(image));
    assertThat(summary.notices()).isEmpty();
    assertThat(made().isAcceptedByGit().rootTree())
        .isEqualTo("7d8a9e386b602e1bd8cd8f226a461a87ccf372e3");
  }

  @Test
  void aRandomTreeHasTheRootThatGitWrites() throws IOException {
    long seed = new Random().nextLong();
    new RandomTree(new Random(seed)).fill(store, 400);
    make();
    Path repository = Git.init(temp.resolve("git"));
    Files.writeString(
        Files.createDirectories(repository.resolve(".git/info")).resolve("attributes"),
        "* -text -filter -ident -working-tree-encoding");
    String workTree = "--work-tree=" + store;
    Git.run(repository, "-c", "core.autocrlf=false", workTree, "add", "-Af", ".");
    assertThat(made().isAcceptedByGit().rootTree())
        .as("seed %d", seed)
        .isEqualTo(Git.line(repository, "write-tree"));
  }

  @Test
  void emptyDirectoriesDotFilesAndIgnoredFilesAreKept() throws IOException {
    Files.createDirectories(store.resolve("empty/inner"));
    Files.writeString(store.resolve(".gitignore"), "*.log\n");
    Files.writeString(store.resolve(".gitattributes"), "* text eol=crlf\n");
    Files.writeString(store.resolve("x.log"), "a\r\nb\n");
    make();
    MadeImage made = made().isAcceptedByGit();
    assertThat(made.listing().split("\0"))
        .extracting(line -> line.substring(line.indexOf('\t') + 1))
        .containsExactly(".gitattributes", ".gitignore", "empty", "empty/inner", "x.log");
    assertThat(made.git("cat-file", "blob", made.commit() + ":x.log"))
        .isEqualTo("a\r\nb\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void anEmptyDirectoryMakesAnEmptyImage() throws IOException {
    assertThat(make().files()).isZero();
    assertThat(made().isAcceptedByGit().rootTree())
        .isEqualTo("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  }

  /** Fills the directory with names and links that are not ASCII, and some that are not UTF-8. */
  private void addOddNames() throws IOException {
    try {
      Path odd = Path.of(URI.create(store.toUri() + "%FF%FE"));
      Files.writeString(odd, "odd");
      Files.writeString(Path.of(URI.create(store.toUri() + "%C3%A9%25")), "e acute");
      Files.createSymbolicLink(
          Path.of(URI.create(store.toUri() + "l%FF")), Path.of(URI.create("file:///x/%FE/y")));
      Files.createSymbolicLink(store.resolve("relative"), odd.getFileName());
      Path directory = Files.createDirectory(Path.of(URI.create(store.toUri() + "d%FF")));
      Files.writeString(Path.of(URI.create(directory.toUri() + "%C3%A9")), "inside");
      Files.createSymbolicLink(store.resolve("toDirectory"), directory);
    } catch (IOException | IllegalArgumentException e) {
      Assumptions.abort("the file system has no such names: " + e);
    }
  }

  /** Makes the image in a virtual machine of its own, and returns its commit. */
  private String madeIn(String locale, Path directory, String source) throws Exception {
    return MakeProcess.run(List.of(), locale, directory, source, image.toString(), DATE.toString());
  }

  @Test
  void namesKeepTheirBytesInAnyLocale() throws Exception {
    addOddNames();
    List<String> commits =
        List.of(
            make().commit(),
            madeIn("C", temp, store.toString()),
            madeIn("C.UTF-8", temp, store.toString()));
    assertThat(commits).containsOnly(commits.get(0));
    MadeImage made = made().isAcceptedByGit();
    assertThat(made.listing())
        .contains(
            "\t\u00ff\u00fe\0", "\t\u00c3\u00a9%\0", "\tl\u00ff\0", "\td\u00ff/\u00c3\u00a9\0");
    assertThat(made.git("cat-file", "blob", made.commit() + ":relative"))
        .isEqualTo(new byte[] {(byte) 0xff, (byte) 0xfe});
    String absolute =
        new String(
            made.git("cat-file", "blob", made.commit() + ":toDirectory"),
            StandardCharsets.ISO_8859_1);
    assertThat(absolute).endsWith("/store/d\u00ff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"store", "./store", "out/../store", "relativize://store"})
  void aDirectoryThatIsNamedRelativelyKeepsTheBytesOfItsNames(String source) throws Exception {
    addOddNames();
    String commit = make().commit();
    for (String locale : List.of("C", "C.UTF-8")) {
      assertThat(madeIn(locale, temp, source)).as(locale).isEqualTo(commit);
    }
  }

  @Test
  void theDigitsOfTheLocaleAreNotThoseOfTheCommit() throws Exception {
    Files.writeString(store.resolve("a"), "a");
    List<String> arabic = List.of("-Duser.language=ar", "-Duser.country=EG");
    String made =
        MakeProcess.run(
            arabic, "C.UTF-8", temp, store.toString(), image.toString(), DATE.toString());
    assertThat(made).isEqualTo(make().commit());
  }

  @Test
  void theWorkingDirectoryKeepsTheBytesOfItsNames() throws Exception {
    addOddNames();
    assertThat(madeIn("C.UTF-8", store, ".")).isEqualTo(make().commit());
  }

  @Test
  void whatGitCannotHoldIsLeftOutWithANotice() throws Exception {
    Files.writeString(store.resolve("file"), "x");
    Files.createDirectories(store.resolve("sub/.git/objects"));
    Files.writeString(store.resolve("sub/kept"), "y");
    Files.createDirectory(store.resolve("other"));
    Files.writeString(store.resolve("other/.git"), "gitdir: /nowhere");
    boolean fifo =
        new ProcessBuilder("mkfifo", store.resolve("pipe").toString()).start().waitFor() == 0;
    Assumptions.assumeTrue(fifo, "no mkfifo");
    Summary summary = make();
    assertThat(summary.files()).isEqualTo(2);
    assertThat(summary.notices())
        .hasSize(3)
        .anyMatch(n -> n.contains("pipe"))
        .anyMatch(n -> n.contains("sub/.git"))
        .anyMatch(n -> n.contains("other/.git"));
    made().isAcceptedByGit();
  }

  @Test
  void anImageInsideItsOwnSourceIsLeftOut() throws IOException {
    Files.writeString(store.resolve("file"), "x");
    image = store.resolve("self.img");
    Summary first = make();
    Summary second = make();
    assertThat(second.commit()).isEqualTo(first.commit());
    assertThat(second.notices()).hasSize(1).allMatch(n -> n.contains("self.img"));
  }

  @Test
  void anImageInsideItsOwnSourceIsLeftOutWhereALinkLeadsToIt() throws IOException {
    Files.writeString(store.resolve("file"), "x");
    Path target = Files.createDirectory(store.resolve("images")).resolve("1.img");
    image = Files.createSymbolicLink(image, target);
    Summary first = make();
    Summary second = make();
    assertThat(second.commit()).isEqualTo(first.commit());
    assertThat(second.notices()).hasSize(1).allMatch(n -> n.contains("1.img"));
  }

  @Test
  void aFileThatChangesIsAnErrorThatNamesItAndLeavesNothing() throws IOException {
    Path file = Files.writeString(store.resolve("file"), "x".repeat(1000));
    ProgressListener change =
        (phase, done, total) -> {
          try {
            if (phase.equals("compressing")) {
              Files.writeString(file, "y".repeat(1000));
            }
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        };
    assertThatThrownBy(() -> ImageMaker.from(store).progress(change).make(image))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(file + ": it changed while it was read");
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void whatBecomesSomethingElseBeforeItIsHashedIsAnErrorThatNamesIt() throws IOException {
    Path link = Files.createSymbolicLink(store.resolve("link"), Path.of("short"));
    assertThat(failureWhenReplaced(link, () -> Files.createSymbolicLink(link, Path.of("longer"))))
        .hasMessage(link + ": it changed while it was read");
    assertThat(failureWhenReplaced(link, () -> Files.writeString(link, "no link")))
        .hasMessage(link + ": it changed while it was read");
    assertThat(failureWhenReplaced(link, () -> Files.createDirectory(link)))
        .hasMessageStartingWith(link + ": ");
  }

  /** Returns what is said of a path that is replaced when it has been listed. */
  private Throwable failureWhenReplaced(Path path, Callable<?> replacement) {
    ProgressListener replacing =
        (phase, done, total) -> {
          if (phase.equals("hashing files") && done == 0) {
            try {
              Files.delete(path);
              replacement.call();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        };
    Throwable failure =
        catchThrowable(() -> ImageMaker.from(store).progress(replacing).make(image));
    assertThat(failure).isInstanceOf(FileSystemException.class);
    assertThat(image.getParent()).isEmptyDirectory();
    return failure;
  }

  @Test
  void anUnreadableFileIsAnErrorThatNamesIt() throws IOException {
    Path file = Files.writeString(store.resolve("secret"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
    assertThatThrownBy(this::make)
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(file.toString());
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void aFailureLeavesTheFormerImage() throws IOException {
    Files.writeString(image, "former");
    assertThatThrownBy(() -> ImageMaker.from(temp.resolve("none")).make(image))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(
            () ->
                ImageMaker.from(store)
                    .progress(
                        (phase, done, total) -> {
                          if (phase.equals("writing")) {
                            throw new IllegalStateException("stop");
                          }
                        })
                    .make(image))
        .hasMessage("stop");
    assertThat(image).hasContent("former");
    assertThat(image.getParent().toFile().list()).containsExactly("disk.img");
    make();
    made().isAcceptedByGit();
  }

  @Test
  void largeFilesAreStreamedAndSharedOnes() throws IOException {
    byte[] large = new byte[9 << 20];
    new Random(1).nextBytes(large);
    Files.write(store.resolve("a"), large);
    Files.write(store.resolve("b"), large);
    Summary summary = make();
    assertThat(summary.contentBytes()).isEqualTo(2L * large.length);
    assertThat(summary.objects()).isEqualTo(3);
    MadeImage made = made().isAcceptedByGit();
    assertThat(made.git("cat-file", "blob", made.commit() + ":b")).isEqualTo(large);
  }

  @Test
  void entriesLieInTheOrderOfAWalk() throws IOException {
    Files.createDirectories(store.resolve("foo"));
    Files.writeString(store.resolve("foo/z"), "1");
    Files.writeString(store.resolve("foo.c"), "2");
    Files.writeString(store.resolve("a"), "3");
    make();
    MadeImage made = made();
    assertThat(made.order())
        .containsExactly(
            made.commit(),
            made.rootTree(),
            Git.line(temp.resolve("apart"), "rev-parse", made.commit() + ":a"),
            Git.line(temp.resolve("apart"), "rev-parse", made.commit() + ":foo"),
            Git.line(temp.resolve("apart"), "rev-parse", made.commit() + ":foo/z"),
            Git.line(temp.resolve("apart"), "rev-parse", made.commit() + ":foo.c"));
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBytes() throws IOException {
    Random random = new Random(42);
    new RandomTree(random).fillWithVersions(store, 21_000);
    make();
    byte[] expected = Files.readAllBytes(image);
    for (int threads : new int[] {1, 2, 7}) {
      Path again = image.resolveSibling(threads + ".img");
      ImageMaker.from(store).date(DATE).threads(threads).make(again);
      assertThat(Files.readAllBytes(again)).as("%d threads", threads).isEqualTo(expected);
    }
    MadeImage made = made().isAcceptedByGit();
    assertThat(made.deltaDepths().values()).hasSizeGreaterThan(10_000).allMatch(d -> d <= 50);
  }

  @Test
  void aBlockSizeThatTheOriginalCannotMountIsRefused() {
    ImageMaker maker = ImageMaker.from(store);
    assertThatThrownBy(() -> maker.blockSize(1000)).hasMessageContaining("multiple of 512");
    assertThatThrownBy(() -> maker.blockSize(0)).hasMessageContaining("multiple of 512");
    assertThatThrownBy(() -> maker.blockSize((16 << 20) + 512))
        .hasMessageContaining("multiple of 512 to 16777216");
  }

  @Test
  void aDateThatGitRefusesIsRefused() throws IOException {
    ImageMaker maker = ImageMaker.from(store);
    for (String before : List.of("1969-12-31T23:59:59+00:00", "1970-01-01T00:00:00+01:00")) {
      assertThatThrownBy(() -> maker.date(OffsetDateTime.parse(before)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1970");
    }
    maker.date(OffsetDateTime.parse("1970-01-01T01:00:00+01:00")).make(image);
    made().isAcceptedByGit();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "relativize://", "file://", "file:"})
  void aSourceWithoutANameIsNotTheWorkingDirectory(String source) {
    assertThatThrownBy(() -> ImageMaker.from(source).make(image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the source has no name");
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void sourcesAreNamedInSeveralWays() throws IOException {
    Files.writeString(store.resolve("file"), "x");
    String commit = make().commit();
    Path here = Path.of("").toAbsolutePath();
    String relative = "relativize://" + here.relativize(store.toAbsolutePath());
    for (String source : List.of("file://" + store, store.toUri().toString(), relative)) {
      assertThat(ImageMaker.from(source).date(DATE).make(image).commit()).isEqualTo(commit);
    }
    assertThatThrownBy(() -> ImageMaker.from("gopher://x/y").make(image))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageMaker.from(store).ref("main").make(image))
        .hasMessageContaining("not a repository");
    assertThatThrownBy(() -> ImageMaker.from(store.resolve("file")).make(image))
        .hasMessageContaining("not a directory");
  }
}
