package io.docteur.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipInsideTest {
  @TempDir Path directory;

  @Test
  void aJarInAnImageIsMountedAndReadsAsItsContent() throws IOException {
    Path content = Files.createDirectories(directory.resolve("content"));
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = new byte[random.nextInt(10_000)];
      random.nextBytes(bytes);
      Files.write(Files.createDirectories(content.resolve("d" + i % 7)).resolve("f" + i), bytes);
    }
    Compiled.jar(content, directory.resolve("tree/a.jar"));

    try (MountedDirectory mount = new MountedDirectory(directory.resolve("tree"));
        FileSystem zip = FileSystems.newFileSystem(mount.path("/a.jar"), Map.of());
        Stream<Path> walk = Files.walk(content)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        Path inside = zip.getPath("/" + content.relativize(file));
        assertThat(inside).hasSameBinaryContentAs(file);
      }
      assertThat(zip.isReadOnly()).isTrue();
      assertThatThrownBy(() -> Files.delete(zip.getPath("/d0/f0")))
          .isInstanceOf(ReadOnlyFileSystemException.class);
    }
  }
}
