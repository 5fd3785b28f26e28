package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.make.ImageMaker;
import io.docteur.testing.ChildJvm;
import io.docteur.testing.GeneratedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A virtual machine that gives native methods, such as the JDK's checksums, copies of arrays, and
 * writes these back. JNI lets any do so; HotSpot does where it is asked to check the calls.
 */
class CopiedArraysTest {
  private static final int FILES = 600;
  private static final int VERSIONS = 5;
  private static final int SIZE = 6000;
  private static final int ROUNDS = 2;

  @TempDir Path directory;

  @Test
  void threadsThatReadAtOnceGetTheRightBytes() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    for (int i = 0; i < FILES; i++) {
      byte[] content = GeneratedImage.text(SIZE, i / VERSIONS);
      content[SIZE / 2] = (byte) i; // so that deltas are made, whose bases are kept
      Files.write(source.resolve("f" + i), content);
    }
    Path image = directory.resolve("x.img");
    ImageMaker.from(source).make(image);
    List<String> options =
        List.of("-Xcheck:jni", "-Xint", "-XX:ActiveProcessorCount=8"); // no checksum is inlined
    ChildJvm.Ended ended = ChildJvm.run(options, Compare.class.getName(), image, source);
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  /** Runs in the other virtual machine: compares the image with its source, by many threads. */
  static final class Compare {
    private Compare() {}

    public static void main(String[] args) throws Exception {
      Path source = Path.of(args[1]);
      for (int round = 0; round < ROUNDS; round++) {
        try (FileSystem mounted = FileSystems.newFileSystem(Path.of(args[0]));
            Stream<Integer> files = IntStream.range(0, FILES).boxed().parallel()) {
          files.forEach(i -> compare(mounted.getPath("f" + i), source.resolve("f" + i)));
        }
      }
    }

    private static void compare(Path file, Path expected) {
      try {
        if (Files.mismatch(file, expected) >= 0) {
          throw new AssertionError(file + " differs");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
