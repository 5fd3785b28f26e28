package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.layout.PlatformNames;
import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.RandomTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a work tree whose commit becomes an image. */
@NeedsGit
class WorkTreeTest {
  @TempDir Path temp;
  private Path repository;
  private Path image;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Git.init(temp.resolve("repository"));
    image = temp.resolve("disk.img");
  }

  private String commitFiles() throws IOException {
    new RandomTree(new Random(7)).fillWithVersions(repository, 300);
    return Git.commitAll(repository);
  }

  @Test
  void uncommittedChangesGetOneNotice() throws IOException {
    commitFiles();
    Path file = repository.resolve("d0/f0");
    assertThat(ImageMaker.from(repository).make(image).notices()).isEmpty();
    String content = Files.readString(file);
    Files.writeString(file, content); // touched, but as it was
    Files.writeString(repository.resolve("untracked"), "x");
    assertThat(ImageMaker.from(repository).make(image).notices()).isEmpty();
    Files.writeString(file, content + "more");
    Files.delete(repository.resolve("d0/f1"));
    assertThat(ImageMaker.from(repository).make(image).notices()).hasSize(1);
    Git.run(repository, "add", "-A");
    assertThat(ImageMaker.from(repository).make(image).notices()).hasSize(1);
    Git.commitAll(repository);
    assertThat(ImageMaker.from(repository).make(image).notices()).isEmpty();
  }

  @Test
  void anIndexThatCannotBeReadGetsOneNotice() throws IOException {
    commitFiles();
    Git.run(repository, "update-index", "--split-index");
    noticesTheIndex();
    Git.run(repository, "update-index", "--no-split-index");
    assertThat(ImageMaker.from(repository).make(image).notices()).isEmpty();
    Files.writeString(repository.resolve(".git/index"), "rubbish");
    noticesTheIndex();
  }

  @Test
  void aSparseIndexGetsOneNotice() throws IOException {
    Git.assumeVersion2(35);
    commitFiles();
    Git.run(repository, "sparse-checkout", "set", "--cone", "--sparse-index", "d1");
    noticesTheIndex();
  }

  private void noticesTheIndex() throws IOException {
    List<String> notices = ImageMaker.from(repository).make(image).notices();
    assertThat(notices).hasSize(1);
    assertThat(notices.get(0)).startsWith("uncommitted changes in ").contains("the index");
  }

  @Test
  void aFileOfTheWorkTreeThatCannotBeReadGetsANoticeAndTheImageIsMade() throws IOException {
    Path file = repository.resolve("file");
    Files.writeString(file, "content");
    String commit = Git.commitAll(repository);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH)); // not as the index noted it
    Files.setPosixFilePermissions(file, Set.of());
    Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
    Summary made = ImageMaker.from(repository).make(image);
    assertThat(made.commit()).isEqualTo(commit);
    assertThat(made.notices())
        .hasSize(1)
        .allMatch(notice -> notice.endsWith("not in the image: " + file));
  }

  @Test
  void aNameThatIsNotUtf8IsNoChange() throws IOException {
    Path directory = Files.createDirectory(repository.resolve("directory"));
    Files.writeString(PlatformNames.resolve(directory, new byte[] {'a', (byte) 0xe9}), "text");
    Git.commitAll(repository);
    assertThat(ImageMaker.from(repository).make(image).notices()).isEmpty();
  }

  @Test
  void aDirectoryOrAFifoInThePlaceOfAFileIsAChangeAndIsNotRead() throws Exception {
    Path file = Files.writeString(repository.resolve("file"), "text");
    Git.commitAll(repository);
    Files.delete(file);
    Files.createDirectory(file);
    String notice = "uncommitted changes in " + repository + " are not in the image";
    assertThat(ImageMaker.from(repository).make(image).notices()).containsExactly(notice);
    Files.delete(file);
    Assumptions.assumeTrue(
        new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0, "no mkfifo");
    assertThat(ImageMaker.from(repository).make(image).notices()).containsExactly(notice);
  }
}
