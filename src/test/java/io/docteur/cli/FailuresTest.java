package io.docteur.cli;

import static io.docteur.cli.CommandLines.docteur;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong is told in one line, and leaves nothing behind. */
class FailuresTest {
  @TempDir Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    Files.writeString(site.resolve("f"), "text");
    docteur("make", "-q", site, directory.resolve("site.img")).isFine();
    Git.commitAll(Git.init(directory.resolve("repository")));
    Files.createFile(directory.resolve("empty"));
    Files.writeString(directory.resolve("text"), "text");
  }

  /** Each {@code @} stands for the directory. */
  @ParameterizedTest
  @CsvSource({
    "make -q @/site @/none/x.img, @/none: no such directory",
    "make -q @/none @/x.img, @/none: no such directory",
    "make -q @/text @/x.img, @/text: not a directory",
    "make -q @/site @/site, '@/site: it is a directory, and an image goes to a file or a block device'",
    "make -q -b none @/repository @/x.img, '@/repository: no such branch, tag or commit: none'",
    "make -q -b x @/site @/x.img, '@/site: not a repository, so it has no commit x'",
    "cat @/site.img /none, /none: no such file or directory",
    "cat @/site.img /, /: Is a directory",
    "ls @/site.img /none, /none: no such file or directory",
    "ls @/none, @/none: no such file or directory",
    "ls @/text, @/text: not a docteur image",
    "tree @/site.img /f, /f: not a directory",
    "extract @/site.img @/site, @/site: not empty",
    "verify @/site, @/site: is a directory",
    "verify @/none, @/none: no such file or directory",
    "info @/text, @/text: not a docteur image",
    "info @/empty, @/empty: not a docteur image",
    "info @/site, @/site: is a directory",
    "info @/none, @/none: no such file or directory"
  })
  void aFailureIsOneLineAndExitCode1(String command, String message) throws IOException {
    String[] before = names();
    Jars.Ended ended = docteur((Object[]) command.replace("@", directory.toString()).split(" "));
    String name = command.substring(0, command.indexOf(' '));
    assertThat(ended.err())
        .isEqualTo("docteur " + name + ": " + message.replace("@", directory.toString()) + "\n");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.code()).isEqualTo(1);
    assertThat(names()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "make",
    "make onlySource",
    "make --bs 100 site x.img",
    "make --threads 0 site x.img",
    "make -d never site x.img",
    "make nothing://x x.img",
    "verify",
    "verify --threads 0 x.img",
    "unknown",
    "cat x.img",
    "info --sesame x.img"
  })
  void aCommandThatIsNotUnderstoodIsALineAHintAndExitCode2(String command) {
    Jars.Ended ended = docteur((Object[]) command.split(" "));
    assertThat(ended.err().lines()).hasSize(2);
    assertThat(ended.err().lines().toList().get(1)).startsWith("Try: docteur");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void aReaderGoesOnWhenItsImageIsMadeAnew() throws IOException {
    Path image = directory.resolve("site.img");
    for (boolean mapped : new boolean[] {true, false}) {
      Files.writeString(directory.resolve("site/f"), "text");
      docteur("make", "-q", directory.resolve("site"), image).isFine();
      try (FileSystem mount = FileSystems.newFileSystem(image, Map.of("mapped", mapped))) {
        Files.writeString(directory.resolve("site/f"), "other");
        docteur("make", "-q", directory.resolve("site"), image).isFine();
        assertThat(mount.getPath("/f")).hasContent("text");
        assertThat(docteur("cat", image, "/f").isFine().out()).isEqualTo("other");
      }
    }
  }

  @Test
  void whatIsNoImageIsOneThingWrongToVerify() {
    for (String name : new String[] {"text", "empty"}) {
      Jars.Ended ended = docteur("verify", directory.resolve(name));
      assertThat(ended.out())
          .isEqualTo(
              directory.resolve(name) + ": byte 28: not a docteur image: no pack of version 2\n");
      assertThat(ended.err()).isEmpty();
      assertThat(ended.code()).isEqualTo(1);
    }
  }

  @Test
  void aFileOfAnImageIsListed() {
    assertThat(docteur("ls", directory.resolve("site.img"), "/f").isFine().out()).isEqualTo("/f\n");
  }

  private String[] names() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      String[] names = files.map(Path::toString).toArray(String[]::new);
      Arrays.sort(names);
      return names;
    }
  }
}
