package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.ReadOne;
import io.docteur.testing.TestImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten distinct trees with more than a thousand million paths, and a heap of 64 MiB. */
@NeedsGit
class TreeBombTest {
  private static final List<String> HEAP = List.of("-Xmx64m");
  private static final int LEVELS = 10;
  private static final int BRANCHES = 10;

  /** 10 + 100 + … + 10^9 directories, and 10^10 files in the last ones. */
  private static final String PATHS = "paths\t: 11111111110: 1111111110 directories, 10000000000";

  @TempDir static Path directory;

  @BeforeAll
  static void makeBomb() throws Exception {
    Path repository = Git.init(directory.resolve("repository"));
    byte[] content = "boom\n".getBytes(StandardCharsets.US_ASCII);
    String id = text(Git.run(repository, content, "hash-object", "-w", "--stdin"));
    String mode = "100644 blob ";
    for (int level = 0; level < LEVELS; level++) {
      StringBuilder entries = new StringBuilder();
      for (int i = 0; i < BRANCHES; i++) {
        entries.append(mode).append(id).append('\t').append(i).append('\n');
      }
      byte[] input = entries.toString().getBytes(StandardCharsets.US_ASCII);
      id = text(Git.run(repository, input, "mktree"));
      mode = "040000 tree ";
    }
    String commit = Git.line(repository, "commit-tree", "-m", "a bomb", id);
    Git.run(repository, "update-ref", "refs/heads/main", commit);
    docteur("make", repository, directory.resolve("made.img"));
    TestImages.fromGit(repository, "main", directory.resolve("laid.img"));
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.US_ASCII).strip();
  }

  private static ChildJvm.Ended docteur(Object... arguments) throws Exception {
    ChildJvm.Ended ended = ChildJvm.run(HEAP, Main.class.getName(), arguments);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  @ParameterizedTest
  @ValueSource(strings = {"made.img", "laid.img"})
  void itIsVerified(String image) throws Exception {
    assertThat(docteur("verify", directory.resolve(image)).out()).startsWith("commit\t: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"made.img", "laid.img"})
  void itsPathsAreCounted(String image) throws Exception {
    assertThat(docteur("info", directory.resolve(image)).out())
        .contains(PATHS)
        .contains("content\t: 50000000000 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "made.img, layout",
    "laid.img, layout",
    "made.img, fast",
    "laid.img, fast",
    "made.img, analyze",
    "made.img, light"
  })
  void onePathIsRead(String image, String mode) throws Exception {
    String uri = "docteur:" + directory.resolve(image).toUri().getRawPath();
    ChildJvm.Ended ended =
        ChildJvm.run(HEAP, ReadOne.class.getName(), uri, mode, "/1/2/3/4/5/6/7/8/9/0");
    assertThat(ended.out()).as(ended.err()).isEqualTo("boom\n");
  }
}
