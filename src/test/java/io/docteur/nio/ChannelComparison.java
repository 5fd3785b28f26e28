package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file in an image beside the same file of the default provider. */
abstract class ChannelComparison {
  static final int SIZE = 100_000;

  @TempDir Path directory;
  @TempDir Path temporary;

  Path plain;
  FileSystem mount;
  Path file;
  private Path image;

  @BeforeEach
  void mount() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    plain = repository.resolve("f");
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    Files.write(plain, content);
    Git.commitAll(repository);
    image = TestImages.fromGit(repository, "HEAD", directory.resolve("x.img"));
    mount = mount(Map.of());
    file = mount.getPath("/f");
  }

  /** Mounts so that temporary files go where nobody else's are. */
  final FileSystem mount(Map<String, ?> env) throws IOException {
    String property = "java.io.tmpdir";
    String before = System.setProperty(property, temporary.toString());
    try {
      return new DocteurFileSystemProvider().newFileSystem(image, env);
    } finally {
      System.setProperty(property, before);
    }
  }

  @AfterEach
  void close() throws IOException {
    if (mount != null) {
      mount.close();
      assertThat(temporary).isEmptyDirectory();
    }
  }

  /** Something to do with a channel. */
  interface Operation<C> {
    Object on(C channel) throws Exception;
  }

  static <C> String answer(Operation<C> operation, C channel) {
    try {
      return String.valueOf(operation.on(channel));
    } catch (Exception e) {
      return e.getClass().getSimpleName();
    }
  }

  static ByteBuffer buffer(boolean direct, int length) {
    return direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
  }

  interface Read {
    Object into(ByteBuffer buffer) throws Exception;
  }

  static String read(ByteBuffer buffer, Read read) throws Exception {
    return read.into(buffer) + " " + buffer + " " + buffer.flip().hashCode();
  }

  /** Compares what random operations answer, and where each leaves its channel. */
  static <C extends SeekableByteChannel> void compare(
      C actual, C expected, int rounds, Function<Random, Operation<C>> operations)
      throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < rounds; i++) {
      Operation<C> operation = operations.apply(random);
      assertThat(answer(operation, actual) + position(actual))
          .as("seed %d, round %d", seed, i)
          .isEqualTo(answer(operation, expected) + position(expected));
    }
  }

  private static String position(SeekableByteChannel channel) throws IOException {
    return channel.isOpen() ? " at " + channel.position() : "";
  }
}
