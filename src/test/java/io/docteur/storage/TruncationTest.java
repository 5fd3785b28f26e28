package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.DamagedImageException;
import io.docteur.testing.ChildJvm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mapped file is truncated while it is read, in a JVM of its own: that is what may crash. */
@Timeout(240)
final class TruncationTest {
  private static final int READERS = 4;
  private static final int SIZE = 1 << 20;

  @ParameterizedTest
  @ValueSource(
      strings = {"-XX:+TieredCompilation", "-XX:-TieredCompilation", "-XX:TieredStopAtLevel=1"})
  void everyReaderOfATruncatedFileGetsTheDamageExceptionFromRead(
      String options, @TempDir Path directory) throws Exception {
    assertThat(run(directory, options, 8, 20_000)).isEqualTo("32 damaged\n");
  }

  @ParameterizedTest
  @ValueSource(strings = "-Xint")
  void everyReaderThatIsInterpretedGetsItToo(String options, @TempDir Path directory)
      throws Exception {
    assertThat(run(directory, options, 8, 200)).isEqualTo("32 damaged\n");
  }

  @ParameterizedTest
  @ValueSource(strings = "-XX:TieredStopAtLevel=3 -XX:Tier3BackedgeNotifyFreqLog=0")
  void everyReaderWhoseCompiledLoopsCallTheVmGetsItToo(String options, @TempDir Path directory)
      throws Exception {
    assertThat(run(directory, options, 8, 1_000)).isEqualTo("32 damaged\n");
  }

  private static String run(Path directory, String options, int rounds, int warmUp)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(options.split(" ")));
    all.addAll(
        List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + directory.resolve("crash")));
    String classPath = ChildJvm.locations(Storage.class, Child.class);
    ChildJvm.Ended ended =
        ChildJvm.run(
            new ProcessBuilder(
                ChildJvm.commandOn(
                    classPath, all, Child.class.getName(), directory, rounds, warmUp)));
    assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.err()).isEmpty();
    return ended.out();
  }

  /** The program of the other JVM: prints how many readers got the exception. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      int rounds = Integer.parseInt(args[1]);
      int warmUp = Integer.parseInt(args[2]);
      byte[] bytes = new byte[SIZE];
      new Random(1).nextBytes(bytes);
      int damaged = 0;
      ExecutorService executor = Executors.newFixedThreadPool(READERS, Child::daemon);
      for (int round = 0; round < rounds; round++) {
        Path file = Files.write(Path.of(args[0], "image" + round), bytes);
        CountDownLatch warm = new CountDownLatch(READERS);
        List<Future<Integer>> results = new ArrayList<>();
        try (Storage storage = Storage.open(file, true)) {
          for (int i = 0; i < READERS; i++) {
            Random random = new Random(i);
            Callable<Integer> reader = () -> readUntilDamaged(storage, bytes, random, warm, warmUp);
            results.add(executor.submit(reader));
          }
          warm.await();
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(round % 2 == 0 ? 0 : SIZE / 16);
          }
          for (Future<Integer> result : results) {
            damaged += result.get();
          }
        }
      }
      System.out.print(damaged + " damaged\n");
    }

    /** A thread that does not keep the program from ending when another reader has failed. */
    private static Thread daemon(Runnable task) {
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      return thread;
    }

    private static int readUntilDamaged(
        Storage storage, byte[] bytes, Random random, CountDownLatch warm, int warmUp)
        throws IOException {
      byte[] target = new byte[8_192];
      try {
        for (int i = 0; ; i++) {
          int length = random.nextInt(1 << random.nextInt(14));
          int position = random.nextInt(SIZE - length);
          storage.read(position, target, 0, length);
          for (int k = 0; k < length; k++) {
            if (target[k] != bytes[position + k]) {
              throw new IllegalStateException("a wrong byte at " + (position + k));
            }
          }
          if (i == warmUp) {
            warm.countDown();
          }
        }
      } catch (DamagedImageException e) {
        return 1;
      }
    }
  }
}
