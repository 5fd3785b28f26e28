package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Git;
import io.docteur.testing.ReadUntilEnd;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to an image while four threads read it, in a virtual machine that it may crash. */
class FaultsTest {
  private static final int FILES = 60;

  @TempDir Path directory;
  private Path image;

  @BeforeEach
  void lay() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    Random random = new Random(1);
    for (int i = 0; i < FILES; i++) {
      Path parent = Files.createDirectories(repository.resolve("d" + i % 7));
      byte[] content = new byte[random.nextInt(20_000)];
      random.nextBytes(content);
      Files.write(parent.resolve("f" + i), content);
    }
    Git.commitAll(repository);
    image = TestImages.fromGit(repository, "main", directory.resolve("x.img"));
  }

  private List<String> ends(String mapped, String event) throws Exception {
    List<String> options =
        List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + directory.resolve("crash"));
    ChildJvm.Ended ended =
        ChildJvm.run(options, ReadUntilEnd.class.getName(), image, mapped, event);
    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out().lines()).hasSize(4);
    return ended.out().lines().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void everyReaderOfATruncatedImageGetsAnIoExceptionAndNeverAWrongByte(String mapped)
      throws Exception {
    assertThat(ends(mapped, "truncate")).containsOnly("IOException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void theInterruptOfOneReaderDisturbsNone(String mapped) throws Exception {
    assertThat(ends(mapped, "interrupt")).containsOnly("right");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void everyReaderOfAClosedFileSystemIsToldThatItIsClosed(String mapped) throws Exception {
    assertThat(ends(mapped, "close")).containsOnly("closed");
  }
}
