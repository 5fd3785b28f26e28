package io.docteur.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A program that reads and walks an image by several threads while something happens to it, and
 * prints how each of them ended: {@code right} when nothing but right bytes came, or the exception.
 */
public final class ReadUntilEnd {
  private static final int READERS = 4;
  private static final int WARM_ROUNDS = 20;
  private static final int ROUNDS_AFTER_AN_INTERRUPT = 5;

  private final FileSystem mounted;
  private final Map<String, Integer> expected = new HashMap<>();
  private final CountDownLatch warm = new CountDownLatch(READERS);
  private final CountDownLatch happened = new CountDownLatch(1);

  private ReadUntilEnd(FileSystem mounted) throws IOException {
    this.mounted = mounted;
    walk(expected::put);
  }

  private interface Visit {
    void file(String path, int hash);
  }

  /**
   * Reads an image.
   *
   * @param args the image, whether it is mapped, what happens: truncate, interrupt, close
   */
  @SuppressWarnings("try") // to close the file system under its readers is what this is for
  public static void main(String[] args) throws Exception {
    Path image = Path.of(args[0]);
    ExecutorService executor = Executors.newFixedThreadPool(READERS, ReadUntilEnd::daemon);
    // No cache, so that all is read from the file.
    Map<String, ?> env = Map.of("mapped", args[1], "cacheBytes", 0);
    try (FileSystem mounted = FileSystems.newFileSystem(image, env)) {
      ReadUntilEnd program = new ReadUntilEnd(mounted);
      List<Thread> threads = new ArrayList<>();
      List<Future<String>> ends = new ArrayList<>();
      boolean forever = !args[2].equals("interrupt");
      for (int i = 0; i < READERS; i++) {
        Callable<String> reader =
            () -> {
              synchronized (threads) {
                threads.add(Thread.currentThread());
              }
              return program.read(forever);
            };
        ends.add(executor.submit(reader));
      }
      program.warm.await();
      switch (args[2]) {
        case "truncate" -> {
          try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            channel.truncate(0);
          }
        }
        case "interrupt" -> threads.get(0).interrupt();
        case "close" -> mounted.close();
        default -> throw new IllegalArgumentException(args[2]);
      }
      program.happened.countDown();
      for (Future<String> end : ends) {
        System.out.println(end.get());
      }
    } catch (ExecutionException e) {
      e.getCause().printStackTrace();
      System.exit(1);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  private String read(boolean forever) throws IOException {
    int after = 0;
    try {
      for (int round = 0; forever || after < ROUNDS_AFTER_AN_INTERRUPT; round++) {
        walk(this::check);
        if (round == WARM_ROUNDS) {
          warm.countDown();
        }
        after += happened.getCount() == 0 ? 1 : 0;
      }
      return "right";
    } catch (ClosedFileSystemException | AsynchronousCloseException e) {
      return "closed";
    } catch (IOException e) {
      return "IOException";
    } catch (UncheckedIOException e) {
      return e.getCause() instanceof AsynchronousCloseException ? "closed" : "IOException";
    } catch (DirectoryIteratorException e) {
      return e.getCause() instanceof AsynchronousCloseException ? "closed" : "IOException";
    }
  }

  private void check(String path, int hash) {
    if (!Integer.valueOf(hash).equals(expected.get(path))) {
      throw new IllegalStateException("wrong bytes in " + path);
    }
  }

  private void walk(Visit visit) throws IOException {
    int files = 0;
    try (Stream<Path> walk = Files.walk(mounted.getPath("/"))) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        if (Files.isRegularFile(path)) {
          visit.file(path.toString(), Arrays.hashCode(Files.readAllBytes(path)));
          files++;
        }
      }
    }
    if (warm.getCount() < READERS && files != expected.size()) {
      throw new IllegalStateException(files + " files of " + expected.size());
    }
  }
}
