package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is promised for files and devices of the default file system besides. */
abstract class FileStorageContract extends StorageContract {
  private static final long GIB = 1L << 30;

  @TempDir private Path directory;

  @Override
  final Path directory() {
    return directory;
  }

  @Test
  void readsAcrossGibibytesOfASparseFile() throws Exception {
    long size = 5 * GIB + 12_345;
    byte[] marks = new byte[64];
    new Random(1).nextBytes(marks);
    Path sparse = directory.resolve("sparse");
    try (FileChannel channel =
        FileChannel.open(
            sparse,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      for (int i = 1; i <= 5; i++) {
        channel.write(ByteBuffer.wrap(marks), i * GIB - 32);
      }
      channel.write(ByteBuffer.wrap(marks), size - 64);
    }
    try (Storage storage = open(sparse)) {
      assertThat(storage.size()).isEqualTo(size);
      for (int i = 1; i <= 5; i++) {
        for (int start = 0; start < 64; start++) {
          assertReads(storage, i * GIB - 32 + start, Arrays.copyOfRange(marks, start, 64));
        }
      }
      assertReads(storage, size - 64, marks);
      assertReads(storage, 3 * GIB - 64, new byte[32]);
      assertThatThrownBy(() -> storage.read(size - 10, new byte[11], 0, 11))
          .isInstanceOf(DamagedImageException.class);
    }
  }

  @Test
  void readsAFileThatEndsWithAGibibyte() throws Exception {
    Path sparse = directory.resolve("sparse");
    try (RandomAccessFile out = new RandomAccessFile(sparse.toFile(), "rw")) {
      out.setLength(GIB);
    }
    try (Storage storage = open(sparse)) {
      assertReads(storage, GIB - 10, new byte[10]);
      storage.read(GIB, new byte[0], 0, 0);
    }
  }

  @Test
  void readsTheDeletedFileToItsEnd() throws Exception {
    byte[] bytes = "still here".getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(directory.resolve("doomed"), bytes);
    try (Storage storage = open(file)) {
      Files.delete(file);
      Files.write(file, new byte[bytes.length]);
      assertReads(storage, 0, bytes);
    }
  }

  @Test
  void refusesAFifoWithoutWaitingForAWriter() throws Exception {
    Path fifo = directory.resolve("fifo");
    assumeTrue(run("mkfifo", fifo.toString()) != null, "needs mkfifo");
    assertThatThrownBy(() -> open(fifo))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("neither a file nor a block device");
  }

  @Test
  void readsABlockDevice() throws Exception {
    byte[] bytes = new byte[1 << 20];
    new Random(2).nextBytes(bytes);
    Path file = Files.write(directory.resolve("device"), bytes);
    String device = run("losetup", "--find", "--show", "--read-only", file.toString());
    assumeTrue(device != null, "needs losetup and the right to use it");
    try {
      try (Storage storage = open(Path.of(device))) {
        assertThat(storage.size()).isEqualTo(bytes.length);
        assertReads(storage, 0, bytes);
        assertReads(storage, 5, Arrays.copyOfRange(bytes, 5, 99_999));
        assertThatThrownBy(() -> storage.read(bytes.length, new byte[1], 0, 1))
            .isInstanceOf(DamagedImageException.class);
      }
    } finally {
      assertThat(run("losetup", "--detach", device)).isNotNull();
    }
  }

  /** Runs a program and returns what it printed, or null when that failed or is not installed. */
  private static String run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static void assertReads(Storage storage, long position, byte[] expected)
      throws IOException {
    byte[] target = new byte[expected.length];
    storage.read(position, target, 0, target.length);
    assertThat(target).isEqualTo(expected);
  }
}
