package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.NeedsGit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packs that git wrote, against what git says is in them. */
@NeedsGit
class PackTest {
  @TempDir static Path repository;

  @BeforeAll
  static void makeRepository() throws IOException {
    GitPack.repository(repository, 20, 30);
  }

  static Stream<String> packings() {
    return Stream.of(
        "--delta-base-offset --depth=50 --window=50 --no-reuse-delta",
        "--delta-base-offset --depth=4095 --window=50 --no-reuse-delta",
        "--depth=50 --window=20 --no-reuse-delta",
        "--window=0 --no-reuse-delta --no-reuse-object");
  }

  @ParameterizedTest
  @MethodSource("packings")
  void everyObjectIsWhatGitSays(String options) throws IOException {
    try (GitPack git = GitPack.of(repository, options.split(" "))) {
      Map<ObjectId, GitPack.GitObject> objects = git.objects(repository);
      for (long cacheBytes : new long[] {0, 1 << 20}) {
        try (Pack pack = git.pack(cacheBytes, GitPack.LIMITS)) {
          for (Map.Entry<ObjectId, GitPack.GitObject> each : objects.entrySet()) {
            long offset = git.index.offset(git.index.rank(each.getKey()));
            GitPack.GitObject object = each.getValue();
            assertThat(pack.size(offset)).isEqualTo(object.content().length);
            assertThat(pack.type(offset)).isEqualTo(object.type());
            assertThat(pack.read(offset, object.type())).isEqualTo(object.content());
          }
        }
      }
    }
  }
}
