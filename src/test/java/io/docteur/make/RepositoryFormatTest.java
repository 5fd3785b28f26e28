package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.make.fetch.Repositories;
import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repository's configuration says of its format. */
@NeedsGit
class RepositoryFormatTest {
  @TempDir Path temp;
  private Path repository;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Git.init(temp.resolve("repository"));
  }

  private String commit() throws IOException {
    Files.createTempFile(repository, "file", "");
    return Git.commitAll(repository);
  }

  private Summary make(Path source) throws IOException {
    return ImageMaker.from(source).make(temp.resolve("disk.img"));
  }

  private void isMadeOf(Path source, String commit) throws IOException {
    assertThat(make(source).commit()).isEqualTo(commit);
  }

  private void isRefused(Path source, String message) {
    assertThatThrownBy(() -> make(source))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(source + ": the repository's " + message);
  }

  @Test
  void aFormatThatGitWouldRefuseIsRefused() throws IOException {
    String commit = commit();
    Git.run(repository, "config", "extensions.unheardOf", "true");
    isMadeOf(repository, commit); // in version 0 nobody looks at it
    Git.run(repository, "config", "core.repositoryFormatVersion", "1");
    isRefused(repository, "format has an extension that is not known: unheardOf");
    Path config = repository.resolve(".git/config");
    Files.writeString(config, "[core]\n\trepositoryFormatVersion = 2\n");
    isRefused(repository, "format is of version 2");
    Files.writeString(
        config, "[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tworktreeConfig = true\n");
    isMadeOf(repository, commit);
  }

  @Test
  void theHeadOfALinkedWorkTreeIsNotTakenFromTheReftableOfTheMainOne() throws IOException {
    String first = commit();
    Path linked = temp.resolve("linked");
    Git.run(repository, "worktree", "add", "-q", "--detach", linked.toString());
    String second = commit();
    isMadeOf(linked, first);
    try (FileRepository opened = Repositories.open(repository)) {
      opened.convertRefStorage("reftable", false, false);
    }
    isMadeOf(repository, second);
    isRefused(linked, "refs are a reftable");
  }
}
