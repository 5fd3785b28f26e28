package io.docteur.make.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SideTaskTest {
  private final Progress progress = new Progress((phase, done, total) -> {});
  private final CountDownLatch interrupted = new CountDownLatch(1);

  private Object sleepLong() {
    try {
      TimeUnit.HOURS.sleep(1);
    } catch (InterruptedException e) {
      interrupted.countDown();
    }
    return null;
  }

  @Test
  void givesTheResultOfAnotherThread() throws IOException {
    try (SideTask<Thread> task = new SideTask<>("test", Thread::currentThread)) {
      assertThat(task.await(progress).getName()).isEqualTo("test");
    }
  }

  @Test
  void throwsWhatTheTaskThrows() {
    IOException failure = new IOException("of the task");
    try (SideTask<Object> task =
        new SideTask<>(
            "test",
            () -> {
              throw failure;
            })) {
      assertThatThrownBy(() -> task.await(progress)).isSameAs(failure);
    }
  }

  @Test
  void closingInterruptsWhatIsAtWork() throws InterruptedException {
    new SideTask<>("test", this::sleepLong).close();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anInterruptOfTheOneThatWaitsStaysSet() {
    try (SideTask<Object> task = new SideTask<>("test", this::sleepLong)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> task.await(progress)).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
