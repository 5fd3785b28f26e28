package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Storage} promises, proved for each implementation by a subclass. */
@Timeout(120)
abstract class StorageContract {
  private static final int READERS = 8;
  private static final int SIZE = 1_000_003;

  private final byte[] bytes = new byte[SIZE];
  private Path file;

  /** Returns a directory on the file system whose files this implementation reads. */
  abstract Path directory() throws IOException;

  /** Opens a file with the implementation. */
  abstract Storage open(Path path) throws IOException;

  /** Returns whether a file that shrank within a page may show zeros for the rest of that page. */
  abstract boolean keepsLastPage();

  @BeforeEach
  void writeFile() throws IOException {
    new Random(1).nextBytes(bytes);
    file = Files.write(directory().resolve("image"), bytes);
  }

  @Test
  void readsTheFilesBytes() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (Storage storage = open(file)) {
      for (int i = 0; i < 2_000; i++) {
        checkRandomRead(storage, random, "seed " + seed);
      }
    }
  }

  @Test
  void readsIntoTheRangeOfTheTargetOnly() throws Exception {
    try (Storage storage = open(file)) {
      byte[] target = new byte[100];
      storage.read(17, target, 10, 50);
      assertThat(Arrays.copyOfRange(target, 10, 60)).isEqualTo(Arrays.copyOfRange(bytes, 17, 67));
      assertThat(Arrays.copyOfRange(target, 0, 10)).containsOnly(0);
      assertThat(Arrays.copyOfRange(target, 60, 100)).containsOnly(0);
    }
  }

  @Test
  void knowsNameAndSize() throws Exception {
    try (Storage storage = open(file)) {
      assertThat(storage.name()).isEqualTo(file.toString());
      assertThat(storage.size()).isEqualTo(SIZE);
    }
  }

  @Test
  void readsThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(directory().resolve("link"), file);
    try (Storage storage = open(link)) {
      checkRandomRead(storage, new Random(1), "");
    }
  }

  @Test
  void readsAnEmptyFile() throws Exception {
    Path empty = Files.createFile(directory().resolve("empty"));
    try (Storage storage = open(empty)) {
      assertThat(storage.size()).isZero();
      storage.read(0, new byte[1], 1, 0);
      assertLeaves(storage, 0, 1);
    }
  }

  @Test
  void refusesRangesThatLeaveTheStorage() throws Exception {
    try (Storage storage = open(file)) {
      storage.read(SIZE, new byte[0], 0, 0);
      assertLeaves(storage, SIZE, 1);
      assertLeaves(storage, SIZE - 9, 10);
      assertLeaves(storage, SIZE + 1L, 0);
      assertLeaves(storage, -1, 1);
      assertLeaves(storage, Long.MIN_VALUE, 1);
      assertLeaves(storage, Long.MAX_VALUE, Integer.MAX_VALUE >> 8);
    }
  }

  @Test
  void refusesRangesThatLeaveTheTarget() throws Exception {
    try (Storage storage = open(file)) {
      byte[] target = new byte[10];
      assertThatThrownBy(() -> storage.read(0, target, 5, 6))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> storage.read(0, target, -1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> storage.read(0, target, 0, -1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(target).containsOnly(0);
    }
  }

  @Test
  void opensNoMissingFile() throws Exception {
    assertThatThrownBy(() -> open(directory().resolve("missing")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void opensNoDirectory() throws Exception {
    assertThatThrownBy(() -> open(directory()))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(directory().toString());
  }

  @Test
  void keepsItsSizeWhenTheFileGrows() throws Exception {
    try (Storage storage = open(file)) {
      Files.write(file, new byte[1000], StandardOpenOption.APPEND);
      assertThat(storage.size()).isEqualTo(SIZE);
      assertLeaves(storage, SIZE, 1);
      checkRandomRead(storage, new Random(1), "");
    }
  }

  @Test
  void readsRightBytesOrThrowsWhenTheFileBecameShorter() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int rest = keepsLastPage() ? 1 << 16 : 77_777; // pages are at most as large as the former
    try (Storage storage = open(file)) {
      for (int i = 0; i < 20_000; i++) {
        checkRandomRead(storage, random, "seed " + seed);
      }
      truncate(rest);
      int failures = 0;
      for (int i = 0; i < 500; i++) {
        int position = random.nextInt(SIZE);
        byte[] target = new byte[random.nextInt(Math.min(10_000, SIZE - position))];
        try {
          storage.read(position, target, 0, target.length);
          assertThat(target)
              .as("seed %d, position %d", seed, position)
              .isEqualTo(Arrays.copyOfRange(bytes, position, position + target.length));
          assertThat(position + target.length <= rest || target.length == 0).isTrue();
        } catch (DamagedImageException e) {
          assertThat(e).hasMessageContaining("became shorter");
          assertThat(e.position()).isBetween((long) position, (long) position + target.length);
          assertThat(e.getFile()).isEqualTo(file.toString());
          failures++;
        }
      }
      assertThat(failures).isPositive();
      byte[] target = new byte[rest];
      storage.read(0, target, 0, rest);
      assertThat(target).isEqualTo(Arrays.copyOf(bytes, rest));
    }
  }

  @Test
  void readsNothingThatIsNoMoreThereHoweverEarly() throws Exception {
    try (Storage storage = open(file)) {
      truncate(0);
      assertThatThrownBy(() -> storage.read(0, new byte[10], 0, 10))
          .isInstanceOf(DamagedImageException.class)
          .hasMessageContaining("became shorter");
    }
  }

  @Test
  void readsForAThreadThatIsInterruptedAndKeepsItsFlag() throws Exception {
    try (Storage storage = open(file)) {
      Thread.currentThread().interrupt();
      checkRandomRead(storage, new Random(1), "");
      assertThat(Thread.interrupted()).isTrue();
      checkRandomRead(storage, new Random(2), "");
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @Test
  void readsForAllWhileThreadsAreInterrupted() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    CountDownLatch running = new CountDownLatch(READERS);
    try (Storage storage = open(file)) {
      List<Callable<Void>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Random random = new Random(i);
        readers.add(
            () -> {
              synchronized (threads) {
                threads.add(Thread.currentThread());
              }
              running.countDown();
              while (!done.get()) {
                checkRandomRead(storage, random, "");
              }
              return null;
            });
      }
      ExecutorService executor = Executors.newFixedThreadPool(READERS);
      try {
        List<Future<Void>> results = readers.stream().map(executor::submit).toList();
        running.await();
        for (int i = 0; i < 2_000; i++) {
          threads.get(i % READERS).interrupt();
          checkRandomRead(storage, new Random(i), "");
        }
        done.set(true);
        for (Future<Void> result : results) {
          result.get();
        }
      } finally {
        executor.shutdownNow();
      }
    }
  }

  @Test
  void refusesReadsAfterClose() throws Exception {
    Storage storage = open(file);
    checkRandomRead(storage, new Random(1), "");
    storage.close();
    storage.close();
    assertThatThrownBy(() -> storage.read(0, new byte[10], 0, 10))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> storage.read(0, new byte[0], 0, 0))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(storage.size()).isEqualTo(SIZE);
  }

  @Test
  void givesReadersRightBytesUntilItIsClosedAndThenTheExceptionOfItAndNoInterrupt()
      throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(READERS);
    try {
      for (int round = 0; round < 20; round++) {
        Storage storage = open(file);
        CountDownLatch running = new CountDownLatch(READERS);
        List<Future<Void>> results = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
          Random random = new Random(i);
          results.add(executor.submit(() -> readUntilClosed(storage, random, running)));
        }
        running.await();
        storage.close();
        for (Future<Void> result : results) {
          result.get();
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private Void readUntilClosed(Storage storage, Random random, CountDownLatch running)
      throws IOException {
    try {
      for (int i = 0; ; i++) {
        checkRandomRead(storage, random, "");
        if (i == 20) {
          running.countDown();
        }
      }
    } catch (ClosedChannelException e) {
      assertThat(Thread.interrupted()).as("interrupted by the close").isFalse();
      return null;
    }
  }

  @Test
  void letsTheFileBeDeletedAfterClose() throws Exception {
    open(file).close();
    Files.delete(file);
    assertThat(file).doesNotExist();
  }

  final void checkRandomRead(Storage storage, Random random, String description)
      throws IOException {
    int position = random.nextInt(SIZE);
    int length = random.nextInt(Math.min(1 << random.nextInt(18), SIZE - position));
    byte[] target = new byte[length];
    storage.read(position, target, 0, length);
    if (!Arrays.equals(target, 0, length, bytes, position, position + length)) {
      throw new AssertionError("wrong bytes at " + position + " " + description);
    }
  }

  private void assertLeaves(Storage storage, long position, int length) {
    byte[] target = new byte[length];
    assertThatIOException()
        .isThrownBy(() -> storage.read(position, target, 0, length))
        .isInstanceOfSatisfying(
            DamagedImageException.class,
            e -> {
              assertThat(e.position()).isEqualTo(position);
              assertThat(e.getFile()).isEqualTo(storage.name());
            });
    assertThat(target).isEqualTo(new byte[length]);
  }

  private void truncate(long size) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }
}
