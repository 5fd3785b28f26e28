package io.docteur.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image of the right commit whose layout, sound by all its checksums, is that of another. */
class HostileLayoutTest {
  @TempDir Path directory;

  @Test
  void aMountWithACommitBelievesTheTreesAlone() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    Files.writeString(repository.resolve("f"), "truth");
    String right = Git.commitAll(repository);
    Files.writeString(repository.resolve("f"), "a lie");
    Files.writeString(repository.resolve("g"), "more lies");
    String wrong = Git.commitAll(repository);
    Path image = withLayoutOf(repository, right, wrong);

    try (FileSystem trusting = FileSystems.newFileSystem(image)) {
      assertThat(trusting.getPath("f")).hasContent("a lie");
    }
    for (String mode : new String[] {"layout", "fast", "analyze", "light"}) {
      Map<String, ?> env = Map.of("commit", right, "mode", mode);
      try (FileSystem pinned = FileSystems.newFileSystem(image, env);
          Stream<Path> list = Files.list(pinned.getPath("/"))) {
        assertThat(list.map(Path::toString)).containsExactly("/f");
        assertThat(pinned.getPath("f")).hasContent("truth");
        assertThat(Files.size(pinned.getPath("f"))).isEqualTo(5);
      }
    }
  }

  /** Lays the objects of both commits with the layout of one and the id of the other. */
  private Path withLayoutOf(Path repository, String right, String wrong) throws IOException {
    byte[] objects =
        Git.run(repository, "rev-list", "--objects", "--no-object-names", right, wrong);
    Path base = directory.resolve("p");
    byte[] hash = Git.run(repository, objects, "pack-objects", "-q", base.toString());
    String name = base + "-" + new String(hash, StandardCharsets.US_ASCII).strip();
    Path plain =
        TestImages.lay(
            Path.of(name + ".pack"), Path.of(name + ".idx"), wrong, directory.resolve("plain.img"));
    Path image = SampleImages.withLayout(plain, directory.resolve("hostile.img"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.write(HexFormat.of().parseHex(right));
    }
    return image;
  }
}
