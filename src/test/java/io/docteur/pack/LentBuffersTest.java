package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LentBuffersTest {
  private static final int MOST = 3;
  private static final int THREADS = 5;
  private static final int ROUNDS = 20_000;

  @Test
  void manyThreadsLendFewBuffersAndNoneTwiceAtATime() throws Exception {
    LentBuffers buffers = new LentBuffers(MOST);
    Set<byte[]> lent = Collections.synchronizedSet(Collections.newSetFromMap(identities()));
    Set<byte[]> met = Collections.synchronizedSet(Collections.newSetFromMap(identities()));
    Callable<Void> reader =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            byte[] buffer = buffers.take(-1);
            if (buffer != null) {
              met.add(buffer);
              assertThat(lent.add(buffer)).isTrue();
              lent.remove(buffer);
              buffers.giveBack(buffer);
            }
          }
          return null;
        };
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Void>> readers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        readers.add(threads.submit(reader));
      }
      for (Future<Void> each : readers) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(met).hasSizeBetween(1, MOST);
    for (int i = 0; i < MOST; i++) {
      assertThat(buffers.take(-1)).hasSize(LentBuffers.MOST_LENGTH);
    }
    assertThat(buffers.take(-1)).isNull();
  }

  @Test
  void aBufferIsNoLongerThanItsObjectsNeedAndGrowsWithThem() {
    LentBuffers buffers = new LentBuffers(1);
    byte[] small = buffers.take(0);
    assertThat(small).hasSizeLessThan(LentBuffers.MOST_LENGTH / 8);
    buffers.giveBack(small);
    byte[] larger = buffers.take(LentBuffers.MOST_LENGTH / 3);
    assertThat(larger).hasSizeBetween(LentBuffers.MOST_LENGTH / 3, LentBuffers.MOST_LENGTH - 1);
    buffers.giveBack(larger);
    assertThat(buffers.take(1)).isSameAs(larger);
    assertThat(buffers.take(1)).isNull();
    buffers.giveBack(larger);
    assertThat(buffers.take(Long.MAX_VALUE)).hasSize(LentBuffers.MOST_LENGTH);
  }

  private static IdentityHashMap<byte[], Boolean> identities() {
    return new IdentityHashMap<>();
  }
}
