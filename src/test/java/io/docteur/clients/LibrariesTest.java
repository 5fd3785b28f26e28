package io.docteur.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;
import org.apache.commons.io.file.AccumulatorPathVisitor;
import org.apache.commons.io.file.Counters;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.io.filefilter.SuffixFileFilter;
import org.apache.commons.io.filefilter.TrueFileFilter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guava, Apache Commons IO and the JDK's scanner. */
class LibrariesTest {
  private static final int FILES = 50;

  @TempDir Path directory;

  private Path tree;

  @BeforeEach
  void fill() throws IOException {
    tree = directory.resolve("tree");
    for (int i = 0; i < FILES; i++) {
      Path parent = Files.createDirectories(tree.resolve("d" + i % 5 + "/e"));
      Files.writeString(parent.resolve("f" + i + ".txt"), ("number " + i + "\n").repeat(i));
    }
    Files.createDirectories(tree.resolve("none"));
  }

  private static List<String> walked(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.map(path -> root.relativize(path).toString()).sorted().toList();
    }
  }

  @Test
  void guavaTraversesAndCopies() throws IOException {
    try (MountedDirectory mount = new MountedDirectory(tree)) {
      Path root = mount.path("/");
      List<String> traversed = new ArrayList<>();
      for (Path path : MoreFiles.fileTraverser().depthFirstPreOrder(root)) {
        traversed.add(root.relativize(path).toString());
        Path model = tree.resolve(root.relativize(path).toString());
        if (Files.isRegularFile(path)) {
          assertThat(MoreFiles.equal(path, model)).isTrue();
          assertThat(MoreFiles.asByteSource(path).hash(Hashing.sha256()))
              .isEqualTo(MoreFiles.asByteSource(model).hash(Hashing.sha256()));
        } else {
          assertThat(MoreFiles.listFiles(path)).hasSameSizeAs(MoreFiles.listFiles(model));
        }
      }
      assertThat(traversed).containsExactlyInAnyOrderElementsOf(walked(tree));
      Path file = mount.path("/d0/e/f45.txt");
      assertThat(MoreFiles.getFileExtension(file)).isEqualTo("txt");
      assertThat(MoreFiles.asByteSource(file).sizeIfKnown().get()).isEqualTo(45L * 10);
      assertThat(MoreFiles.asCharSource(file, UTF_8).readLines()).hasSize(45);
      Path copy = directory.resolve("copy");
      MoreFiles.asByteSource(file).copyTo(MoreFiles.asByteSink(copy));
      assertThat(copy).hasSameBinaryContentAs(tree.resolve("d0/e/f45.txt"));
    }
  }

  @Test
  void commonsIoCountsFiltersAndCopies() throws IOException {
    try (MountedDirectory mount = new MountedDirectory(tree)) {
      Path root = mount.path("/");
      assertThat(PathUtils.countDirectory(root)).isEqualTo(PathUtils.countDirectory(tree));
      assertThat(PathUtils.isEmptyDirectory(mount.path("/none"))).isTrue();
      assertThat(PathUtils.sizeOf(root)).isEqualTo(PathUtils.sizeOf(tree));

      AccumulatorPathVisitor visitor =
          AccumulatorPathVisitor.withLongCounters(
              new SuffixFileFilter("5.txt"), TrueFileFilter.TRUE);
      Files.walkFileTree(root, visitor);
      assertThat(visitor.getFileList()).hasSize(FILES / 10);

      Path copy = directory.resolve("copy");
      Counters.PathCounters counters = PathUtils.copyDirectory(root, copy);
      assertThat(counters.getFileCounter().get()).isEqualTo(FILES);
      assertThat(PathUtils.directoryAndFileContentEquals(copy, tree)).isTrue();
      assertThat(
              PathUtils.fileContentEquals(
                  mount.path("/d0/e/f45.txt"), copy.resolve("d0/e/f45.txt")))
          .isTrue();
    }
  }

  @Test
  void aScannerReadsTokens() throws IOException {
    try (MountedDirectory mount = new MountedDirectory(tree);
        Scanner scanner = new Scanner(mount.path("/d4/e/f49.txt"), UTF_8)) {
      int tokens = 0;
      while (scanner.hasNext()) {
        assertThat(scanner.next()).isEqualTo("number");
        assertThat(scanner.nextInt()).isEqualTo(49);
        tokens++;
      }
      assertThat(tokens).isEqualTo(49);
    }
  }
}
