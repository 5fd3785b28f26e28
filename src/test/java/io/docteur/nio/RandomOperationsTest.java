package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.make.ImageMaker;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads ask at random, of a few mounts that all of them share and that any of them may close
 * at any time. The default provider over the work tree says what is right.
 */
class RandomOperationsTest {
  private static final int THREADS = 8;
  private static final int OPERATIONS = 10_000;
  private static final int MOUNTS = 4;
  private static final int MOST_HANDLES = 5;
  private static final String CLOSED = "ClosedFileSystemException";

  /** These look at names and arguments alone, whether or not the file system is closed. */
  private static final Set<String> OF_NAMES =
      Set.of(
          "content type", "unknown attribute", "no attribute", "no view", "unknown view", "write");

  /** Mounts that no URI names are what is closed here. */
  private static final List<String> QUESTIONS =
      Questions.names().stream().filter(question -> !question.equals("uri")).toList();

  @TempDir Path directory;

  private final AtomicReferenceArray<FileSystem> mounts = new AtomicReferenceArray<>(MOUNTS);
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final AtomicInteger closes = new AtomicInteger();
  private final List<Path> files = new ArrayList<>();
  private Path tree;
  private Path made;
  private Path laid;

  @BeforeEach
  void mount() throws IOException {
    Path repository = directory.toRealPath().resolve("repository");
    tree = Tree.make(repository, "tree");
    made = directory.resolve("made.img");
    ImageMaker.from(repository).make(made);
    laid = TestImages.fromGit(repository, "HEAD", directory.resolve("laid.img"));
    for (String path : Tree.PATHS) {
      if (Files.isRegularFile(tree.resolve(path))) {
        files.add(Path.of(path));
      }
    }
    for (int i = 0; i < MOUNTS; i++) {
      mounts.set(i, newMount(i));
    }
  }

  @AfterEach
  void close() throws IOException {
    for (int i = 0; i < MOUNTS; i++) {
      if (mounts.get(i) != null) {
        mounts.get(i).close();
      }
    }
  }

  /** With and without a layout, mapped and not, with caches of all sizes. */
  private FileSystem newMount(int number) throws IOException {
    Map<String, ?> env =
        Map.of(
            DocteurOptions.MAPPED,
            number / 2 % 2 == 0,
            DocteurOptions.CACHE_BYTES,
            number % 3 == 0 ? 0 : 1 << (10 + number % 12));
    return new DocteurFileSystemProvider().newFileSystem(number % 2 == 0 ? made : laid, env);
  }

  @Test
  void eightThreadsGetRightAnswersOrLearnOfACloseAndNothingElse() throws Exception {
    long seed = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed + i);
      workers.add(threads.submit(() -> work(random)));
    }
    threads.shutdown();
    for (Future<?> worker : workers) {
      try {
        worker.get();
      } catch (Exception e) {
        throw new AssertionError("seed " + seed + ": " + e.getCause(), e);
      }
    }
    assertThat(closes).as("closes of mounts, seed %d", seed).hasPositiveValue();
  }

  private Void work(Random random) throws Exception {
    List<Handle> handles = new ArrayList<>();
    for (int i = 0; i < OPERATIONS / THREADS; i++) {
      int slot = random.nextInt(MOUNTS);
      int choice = random.nextInt(100);
      if (choice < 2) {
        FileSystem closed = mounts.getAndSet(slot, newMount(random.nextInt(24)));
        closed.close();
        closes.incrementAndGet();
        ask(closed, random);
      } else if (choice < 60) {
        ask(mounts.get(slot), random);
      } else if (choice < 70 && handles.size() < MOST_HANDLES) {
        open(mounts.get(slot), files.get(random.nextInt(files.size())), handles, random);
      } else if (!handles.isEmpty()) {
        use(handles, random);
      }
    }
    for (Handle handle : handles) {
      handle.close();
    }
    return null;
  }

  private void ask(FileSystem mount, Random random) {
    boolean open = mount.isOpen();
    String question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
    String path = Tree.PATHS.get(random.nextInt(Tree.PATHS.size()));
    String what = question + " of '" + path + "'";
    String expected = answers.computeIfAbsent(what, key -> Questions.ask(question, tree, path));
    String actual = Questions.ask(question, mount.getPath("/tree"), path);
    if (actual.contains(CLOSED)) { // a question may ask more than once
      assertThat(mount.isOpen()).as(what).isFalse();
    } else if (!open && !OF_NAMES.contains(question)) {
      assertThat(actual).as("%s of what is closed", what).isEqualTo(CLOSED);
    } else if (Difference.ours().stream()
        .noneMatch(difference -> difference.covers(question, path, expected, actual))) {
      assertThat(actual).as(what).isEqualTo(expected);
    }
  }

  private void open(FileSystem mount, Path file, List<Handle> handles, Random random)
      throws IOException {
    Path path = mount.getPath("/tree", file.toString());
    try {
      Path model = tree.resolve(file);
      handles.add(
          random.nextBoolean() ? Handle.ofChannel(path, model) : Handle.ofStream(path, model));
    } catch (ClosedFileSystemException e) {
      assertThat(mount.isOpen()).isFalse();
    }
  }

  private static void use(List<Handle> handles, Random random) throws IOException {
    int index = random.nextInt(handles.size());
    Handle handle = handles.get(index);
    boolean open = handle.fileSystem().isOpen();
    long seed = random.nextLong();
    String actual = Handle.outcome(handle.ours(), new Random(seed));
    if (actual.equals(CLOSED)) {
      assertThat(handle.fileSystem().isOpen()).isFalse();
    } else {
      assertThat(open).as("what is closed answers %s", actual).isTrue();
      assertThat(actual).isEqualTo(Handle.outcome(handle.model(), new Random(seed)));
    }
    if (actual.equals(CLOSED) || random.nextInt(10) == 0) {
      handle.close();
      handles.remove(index);
      if (!actual.equals(CLOSED)) {
        String after = Handle.outcome(handle.ours(), new Random(seed));
        assertThat(after).isIn("ClosedChannelException", CLOSED);
      }
    }
  }
}
