package io.docteur.make.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectSizes;
import io.docteur.testing.Git;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packs of a repository. */
class SourcePacksTest {
  @TempDir Path temp;

  @Test
  void packsThatGitReplacesBetweenTheListingAndTheOpeningAreFoundAnew() throws IOException {
    Path repository = Git.init(temp.resolve("repository"));
    String commit = "";
    for (String name : new String[] {"first", "second"}) {
      Files.writeString(repository.resolve(name), name);
      commit = Git.commitAll(repository);
      Git.run(repository, "repack", "-dq");
    }
    Map<Path, ObjectSizes> repacking =
        new HashMap<>() {
          private boolean repacked;

          /** Is asked for each pack that was listed, before it is opened. */
          @Override
          public ObjectSizes get(Object pack) {
            if (!repacked) {
              repacked = true;
              repack(repository);
            }
            return super.get(pack);
          }
        };
    try (SourcePacks packs = new SourcePacks(null)) {
      packs.open(repository.resolve(".git/objects"), repacking);
      long origin = packs.find(ObjectId.fromBytes(HexFormat.of().parseHex(commit), 0));
      assertThat(PackOrigin.isPacked(origin)).isTrue();
    }
  }

  private static void repack(Path repository) {
    try {
      Git.run(repository, "repack", "-adq");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
