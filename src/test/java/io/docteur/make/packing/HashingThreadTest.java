package io.docteur.make.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.pack.ObjectId;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HashingThreadTest {
  @Test
  void anInterruptStaysAndStopsNothing() {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    Thread.currentThread().interrupt();
    try (HashingThread thread = new HashingThread()) {
      thread.update(bytes, 70_000);
      thread.update(Arrays.copyOfRange(bytes, 70_000, bytes.length), 30_000);
      assertThat(thread.digest()).isEqualTo(ObjectId.sha1().digest(bytes));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aFailureIsToldAndEndsTheThread() throws InterruptedException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    HashingThread thread = new HashingThread();
    thread.update(null, 1);
    Set<Thread> started = Thread.getAllStackTraces().keySet();
    started.removeAll(before);
    started.removeIf(each -> !each.getName().equals("docteur-make"));
    assertThat(started).isNotEmpty();
    assertThatThrownBy(() -> thread.update(new byte[1], 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(thread::digest).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(thread::close).isInstanceOf(IllegalStateException.class);
    for (Thread each : started) {
      each.join();
    }
  }
}
