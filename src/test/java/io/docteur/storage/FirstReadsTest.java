package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstReadsTest {
  private static final int MANY = 10_000;

  @TempDir private Path directory;
  private final byte[] bytes = new byte[5000];
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    new Random(3).nextBytes(bytes);
    file = Files.write(directory.resolve("file"), bytes).toRealPath();
  }

  private FirstReads open() throws IOException {
    return FirstReads.open(file, CheckedStorage.fileKey(file));
  }

  @Test
  void someReadsAreMadeAndThenTheFileIsLeft() throws Exception {
    byte[] target = new byte[1000];
    try (FirstReads reads = open()) {
      int made = 0;
      while (reads.read(1234, target, 10, 900)) {
        assertThat(target).startsWith(new byte[10]).endsWith(new byte[90]);
        assertThat(target).containsSequence(Arrays.copyOfRange(bytes, 1234, 2134));
        assertThat(++made).isLessThan(MANY);
      }
      assertThat(made).isPositive();
      assertThat(reads.isOver()).isTrue();
      assertThat(descriptors()).doesNotContain(file);
    }
  }

  @Test
  void aCloseLeavesTheFile() throws Exception {
    FirstReads reads = open();
    assertThat(descriptors()).contains(file);
    reads.close();
    reads.close();
    assertThat(descriptors()).doesNotContain(file);
    assertThat(reads.read(0, new byte[1], 0, 1)).isFalse();
  }

  @Test
  void whatIsNotThereIsNotRead() throws Exception {
    try (FirstReads reads = open()) {
      assertThat(reads.read(4999, new byte[2], 0, 2)).isFalse();
      assertThat(reads.isOver()).isTrue();
    }
  }

  @Test
  void anotherFileAtThePathIsNotRead() throws Exception {
    Object key = CheckedStorage.fileKey(file);
    Files.move(Files.write(directory.resolve("other"), bytes), directory.resolve("file2"));
    assertThat(FirstReads.open(directory.resolve("file2"), key)).isNull();
    assertThat(FirstReads.open(directory.resolve("none"), key)).isNull();
    assertThat(FirstReads.open(file, null)).isNull();
    assertThat(descriptors()).noneMatch(path -> path.startsWith(directory));
  }

  @Test
  void whatIsLongIsLeftToTheMapping() throws Exception {
    Path large = Files.write(directory.resolve("large"), new byte[1 << 20]);
    byte[] target = new byte[1 << 20];
    try (FirstReads reads = FirstReads.open(large, CheckedStorage.fileKey(large))) {
      assertThat(reads.read(0, target, 0, target.length)).isFalse();
      assertThat(reads.read(0, target, 0, 1000)).isTrue();
    }
  }

  @Test
  void aNameThatIsNoneInTheLocaleLeadsToNoOtherFile() throws Exception {
    byte[] right = {1, 2, 3};
    Path names = Files.createDirectory(directory.resolve("names"));
    Process shell =
        new ProcessBuilder("sh", "-c", "cat > \"$(printf 'a\\377')\"")
            .directory(names.toFile())
            .start();
    try (OutputStream in = shell.getOutputStream()) {
      in.write(right);
    }
    assertThat(shell.waitFor()).isZero();
    Path raw;
    try (Stream<Path> list = Files.list(names)) {
      raw = list.findFirst().orElseThrow();
    }
    assumeThat(raw.toFile().toPath()).as("a locale without that byte").isNotEqualTo(raw);
    Files.write(raw.toFile().toPath(), new byte[] {7, 7, 7}); // what a string makes of the name
    byte[] target = new byte[3];
    try (Storage storage = Storage.open(raw, true)) {
      storage.read(0, target, 0, 3);
    }
    assertThat(target).isEqualTo(right);
    assertThatThrownBy(() -> Storage.open(raw, false))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("the locale's encoding");
  }

  @Test
  void manyFilesTakeFewDescriptors() throws Exception {
    List<FirstReads> all = new ArrayList<>();
    for (FirstReads reads = open(); reads != null; reads = open()) {
      all.add(reads);
      assertThat(all).hasSizeLessThan(100);
    }
    for (FirstReads reads : all) {
      reads.close();
    }
    try (FirstReads reads = open()) {
      assertThat(reads).isNotNull();
    }
  }

  /** Returns the files that this process has open. */
  private static List<Path> descriptors() throws IOException {
    Path own = Path.of("/proc/self/fd");
    assumeThat(own).as("the list of descriptors").isDirectory();
    try (Stream<Path> links = Files.list(own)) {
      return links.map(FirstReadsTest::target).toList();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link; // it is closed by now, as that of the listing itself
    }
  }
}
