package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Children;
import io.docteur.testing.Git;
import io.docteur.testing.GitDaemon;
import io.docteur.testing.RandomTree;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C while an image is made. */
class InterruptTest {
  @TempDir Path temp;

  /** Makes an image, and when some of a phase is done says so and works on no more. */
  static final class Program {
    private Program() {}

    /**
     * The program.
     *
     * @param arguments the source, the image and the phase
     */
    public static void main(String[] arguments) throws IOException {
      ProgressListener stop =
          (phase, done, total) -> {
            if (phase.equals(arguments[2]) && done == total) {
              System.out.println("stopped");
              awaitTheEnd();
            }
          };
      ImageMaker.from(arguments[0]).progress(stop).make(Path.of(arguments[1]));
    }

    private static void awaitTheEnd() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashing files", "compressing", "comparing", "writing", "finishing"})
  void anInterruptInAnyPhaseLeavesTheFormerImageAndNothingElse(String phase) throws Exception {
    Path store = Files.createDirectory(temp.resolve("store"));
    new RandomTree(new Random(1)).fill(store, 100);
    isStopped(store, phase, phase.equals("hashing files") ? 1 : 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"receiving objects", "resolving deltas", "listing objects", "writing"})
  void anInterruptWhileFetchingLeavesTheFormerImageAndNothingElse(String phase) throws Exception {
    Path root = Files.createDirectory(temp.resolve("root"));
    Path work = Git.init(root.resolve("work"));
    new RandomTree(new Random(1)).fillWithVersions(work, 100);
    Git.commitAll(work);
    Git.run(work, "repack", "-adfq");
    try (GitDaemon daemon = GitDaemon.serve(root, temp.resolve("log"))) {
      isStopped(daemon.url("work"), phase, 2);
    }
  }

  /** Makes an image when it is too late to say what is to be cleaned up. */
  static final class Late {
    private Late() {}

    /**
     * The program.
     *
     * @param arguments the source
     */
    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> make(arguments[0])));
    }

    private static void make(String source) {
      try {
        ImageMaker.from(source).make(OutputStream.nullOutputStream());
      } catch (IOException | IllegalStateException e) {
        System.out.print("refused");
      }
    }
  }

  @Test
  void whatBeginsWhenTheMachineIsBeingStoppedLeavesNothing() throws Exception {
    Path work = Git.init(temp.resolve("work"));
    Files.writeString(work.resolve("file"), "text");
    Git.commitAll(work);
    Path temporary = Files.createDirectory(temp.resolve("tmp"));
    List<String> options = List.of("-Djava.io.tmpdir=" + temporary);
    try (GitDaemon daemon = GitDaemon.serve(temp, temp.resolve("log"))) {
      for (String source : List.of(daemon.url("work"), work.toString())) {
        ChildJvm.Ended ended = ChildJvm.run(options, Late.class.getName(), source);
        assertThat(ended.out()).as(source + ended.err()).isEqualTo("refused");
        assertThat(temporary).isEmptyDirectory();
      }
    }
  }

  /** Makes an image in a thread that is interrupted from the start. */
  static final class Interrupted {
    private Interrupted() {}

    /**
     * The program.
     *
     * @param arguments the source and the image
     */
    public static void main(String[] arguments) throws IOException {
      Thread.currentThread().interrupt();
      try {
        ImageMaker.from(arguments[0]).make(Path.of(arguments[1]));
      } catch (InterruptedIOException e) {
        System.out.print("interrupted " + Thread.interrupted());
      }
    }
  }

  /** JGit runs programs when it is used first, and waits for them. */
  @Test
  void anInterruptIsHeardHoweverEarly() throws Exception {
    Path root = Files.createDirectory(temp.resolve("root"));
    Path work = Git.init(root.resolve("work"));
    Files.writeString(work.resolve("file"), "text");
    Git.commitAll(work);
    Path image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
    try (GitDaemon daemon = GitDaemon.serve(root, temp.resolve("log"))) {
      for (String source : List.of(daemon.url("work"), "file://" + work, root.toString())) {
        ChildJvm.Ended ended = ChildJvm.run(List.of(), Interrupted.class.getName(), source, image);
        assertThat(ended.out()).as(source + ended.err()).isEqualTo("interrupted true");
        assertThat(image.getParent()).isEmptyDirectory();
      }
    }
  }

  private void isStopped(Object source, String phase, int files) throws Exception {
    Path out = Files.createDirectory(temp.resolve("out"));
    Path image = Files.writeString(out.resolve("disk.img"), "former");
    Path errors = temp.resolve("errors");
    Process child =
        Children.interruptible(List.of(), Program.class, source, image, phase)
            .redirectError(errors.toFile())
            .start();
    byte[] said = child.getInputStream().readNBytes("stopped".length());
    assertThat(said).as(Files.readString(errors)).asString().isEqualTo("stopped");
    assertThat(out.toFile().list()).hasSizeGreaterThanOrEqualTo(files);
    Children.interrupt(child);
    assertThat(child.waitFor()).isEqualTo(130);
    assertThat(errors).isEmptyFile();
    assertThat(out.toFile().list()).containsExactly("disk.img");
    assertThat(image).hasContent("former");
  }
}
