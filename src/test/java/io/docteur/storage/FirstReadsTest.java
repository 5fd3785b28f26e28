package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.docteur.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void aNameThatIsNoneInTheLocaleLeadsToNoOtherFile(String locale) throws Exception {
    Path names = Files.createDirectory(directory.resolve("names"));
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", "printf right > \"$(printf 'a\\377')\"");
    assertThat(ChildJvm.run(shell.directory(names.toFile())).code()).isZero();
    ProcessBuilder child =
        new ProcessBuilder(ChildJvm.command(List.of(), ReadOnlyName.class.getName(), names));
    ChildJvm.setLocale(child, locale);
    ChildJvm.Ended ended = ChildJvm.run(child);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).isEqualTo("right: not a name in the locale's encoding");
  }

  /** Runs in the other virtual machine: reads the file in a directory, mapped and not. */
  static final class ReadOnlyName {
    private ReadOnlyName() {}

    public static void main(String[] args) throws IOException {
      Path raw;
      try (Stream<Path> list = Files.list(Path.of(args[0]))) {
        raw = list.findFirst().orElseThrow();
      }
      try {
        Files.writeString(Path.of(raw.toString()), "wrong"); // what a string makes of the name
      } catch (InvalidPathException e) {
        // nothing that a file could have
      }
      byte[] content = new byte[5];
      try (Storage storage = Storage.open(raw, true)) {
        storage.read(0, content, 0, content.length);
      }
      System.out.print(new String(content, StandardCharsets.US_ASCII) + ": ");
      try (Storage storage = Storage.open(raw, false)) {
        System.out.print(storage.name());
      } catch (FileSystemException e) {
        System.out.print(e.getReason());
      }
    }
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
