package io.docteur.cli;

import static io.docteur.cli.CommandLines.docteur;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docteur info} tells. */
class InfoTest {
  private static final String PATHS =
      "paths\t: 6: 2 directories, 2 files (1 executable), 1 symbolic links, 1 submodules";

  @TempDir Path directory;
  private Path repository;
  private Path image;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Git.init(directory.resolve("repository"));
    image = directory.resolve("x.img");
    Files.createDirectories(repository.resolve("a/b"));
    Files.writeString(repository.resolve("a/f"), "four");
    Path run = Files.writeString(repository.resolve("a/b/run"), "seven77");
    assertThat(run.toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(repository.resolve("a/link"), Path.of("f"));
    Git.run(repository, "add", "-A");
    String gitlink = "160000," + "1".repeat(40) + ",module";
    Git.run(repository, "update-index", "--add", "--cacheinfo", gitlink);
    Git.run(repository, "commit", "-q", "-m", "a subject\n\nmore");
  }

  @Test
  void theLayoutOfAnImageThatCarriesOneIsUsed() throws IOException {
    docteur("make", "-q", repository, image).isFine();
    String info = docteur("info", image).isFine().out();
    assertThat(info)
        .contains("image\t: " + image + ", " + Files.size(image) + " bytes\n")
        .contains("commit\t: " + Git.line(repository, "rev-parse", "HEAD") + "\n")
        .contains(PATHS + "\n")
        .contains("content\t: 11 bytes\n")
        .contains("subject\t: a subject\n");
    Matcher layout =
        Pattern.compile("layout\t: used, (\\d+) bytes, (\\d+[.]\\d) for each path\n").matcher(info);
    assertThat(layout.find()).as(info).isTrue();
    assertThat(Double.parseDouble(layout.group(2)))
        .isEqualTo(Math.round(Long.parseLong(layout.group(1)) / 6.0 * 10) / 10.0);
  }

  @Test
  void anImageWithoutALayoutIsCountedByItsTrees() throws IOException {
    TestImages.fromGit(repository, "HEAD", image);
    assertThat(docteur("info", image).isFine().out())
        .contains(PATHS + "\n")
        .contains("content\t: 11 bytes\n")
        .contains("layout\t: none, the trees serve\n");
  }

  @Test
  void aDamagedLayoutIsSaidNotToBeUsed() throws IOException {
    docteur("make", "-q", repository, image).isFine();
    byte[] bytes = Files.readAllBytes(image);
    int footer = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("DOCTEURL");
    bytes[footer + 20] ^= 1;
    Files.write(image, bytes);
    assertThat(docteur("info", image).isFine().out())
        .contains("content\t: 11 bytes\n")
        .contains("layout\t: not used, the trees serve: a damaged footer\n");
  }
}
