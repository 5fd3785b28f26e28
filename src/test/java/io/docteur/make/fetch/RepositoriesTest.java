package io.docteur.make.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsGit
class RepositoriesTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

  @TempDir Path directory;

  @Test
  void aCommitIsFoundThoughGitHasPackedAnewAtTheTimeOfThePacksBefore() throws Exception {
    Git.init(directory);
    Path packs = directory.resolve(".git/objects/pack");
    commitAndPack("first", packs);
    try (FileRepository repository = Repositories.open(directory)) {
      Repositories.commit("name", repository, "HEAD");
      String commit = commitAndPack("second", packs);
      assertThat(Repositories.commit("name", repository, "HEAD").name()).isEqualTo(commit);
    }
  }

  private String commitAndPack(String name, Path packs) throws Exception {
    Files.writeString(directory.resolve(name), name);
    String commit = Git.commitAll(directory);
    Git.run(directory, "repack", "-adq");
    Files.setLastModifiedTime(packs, LONG_AGO);
    return commit;
  }
}
