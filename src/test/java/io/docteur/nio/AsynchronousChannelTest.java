package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Asynchronous channels of files, beside those of the default provider. */
class AsynchronousChannelTest extends ChannelComparison {
  @Test
  @SuppressWarnings("try") // closes by itself before the end
  void asynchronousReadsAnswerAsTheDefaultProvidersDo() throws Exception {
    List<Operation<AsynchronousFileChannel>> operations = new ArrayList<>();
    for (long at : new long[] {0, 7, SIZE - 5, SIZE, SIZE + 1, -1}) {
      operations.add(c -> read(buffer(true, 100), b -> c.read(b, at).get()));
      operations.add(c -> read(buffer(false, 100), b -> handled(c, b, at)));
    }
    operations.add(c -> c.read(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0).get());
    operations.add(c -> c.write(ByteBuffer.allocate(1), 0).get());
    operations.add(c -> c.write(null, 0).get());
    operations.add(c -> c.write(ByteBuffer.allocate(1), -1).get());
    operations.add(c -> c.truncate(0));
    operations.add(c -> c.truncate(-1));
    operations.add(c -> c.tryLock(0, 1, false));
    operations.add(c -> c.lock(0, 1, true).get().isValid());
    operations.add(c -> c.lock(0, 1, true).get().isValid());
    operations.add(c -> c.lock(0, 1, false).get().isValid());
    operations.add(c -> c.lock(-1, 1, true).get().isValid());
    operations.add(AsynchronousFileChannel::size);
    try (AsynchronousFileChannel expected = AsynchronousFileChannel.open(plain);
        AsynchronousFileChannel actual = AsynchronousFileChannel.open(file)) {
      compare(operations, actual, expected);
      expected.close();
      actual.close();
      compare(operations, actual, expected);
      assertThatThrownBy(() -> actual.read(ByteBuffer.allocate(1), 0).get())
          .hasCauseInstanceOf(ClosedChannelException.class);
    }
  }

  private static void compare(
      List<Operation<AsynchronousFileChannel>> operations,
      AsynchronousFileChannel actual,
      AsynchronousFileChannel expected) {
    for (int i = 0; i < operations.size(); i++) {
      assertThat(answer(operations.get(i), actual))
          .as("operation " + i)
          .isEqualTo(answer(operations.get(i), expected));
    }
  }

  private static Integer handled(AsynchronousFileChannel channel, ByteBuffer buffer, long position)
      throws InterruptedException, ExecutionException {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    channel.read(buffer, position, future, new Completing<>());
    return future.get();
  }

  /** Completes the future that is attached. */
  private static final class Completing<T>
      implements CompletionHandler<T, CompletableFuture<? super T>> {
    @Override
    public void completed(T result, CompletableFuture<? super T> future) {
      future.complete(result);
    }

    @Override
    public void failed(Throwable e, CompletableFuture<? super T> future) {
      future.completeExceptionally(e);
    }
  }

  @Test
  void handlersRunInTheGivenExecutorWhichStaysOpen() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Thread its = executor.submit(Thread::currentThread).get();
    AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, Set.of(), executor);
    assertThat(thread(channel)).isSameAs(its);
    channel.close();
    assertThat(executor.submit(Thread::currentThread).get()).isSameAs(its);
    executor.shutdown();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void whatACloseOvertakesEndsAsTheDefaultProvidersDoes() throws Exception {
    List<Beginning> beginnings =
        List.of(
            c -> c.read(ByteBuffer.allocate(1), 0),
            c -> c.lock(0, 1, true),
            AsynchronousChannelTest::handled);
    for (Beginning operation : beginnings) {
      assertThat(overtaken(operation, file))
          .isEqualTo(overtaken(operation, plain))
          .isEqualTo(AsynchronousCloseException.class);
    }
  }

  /** Begins something. */
  private interface Beginning {
    Future<?> on(AsynchronousFileChannel channel);
  }

  private static Future<Integer> handled(AsynchronousFileChannel channel) {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    channel.read(ByteBuffer.allocate(1), 0, future, new Completing<>());
    return future;
  }

  /** Returns the end of an operation whose only thread is busy until the channel is closed. */
  @SuppressWarnings("try") // closes by itself before the end
  private static Class<?> overtaken(Beginning operation, Path path) throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(path, Set.of(), executor)) {
      Future<Void> busy =
          executor.submit(
              () -> {
                closed.await();
                return null;
              });
      Future<?> future = operation.on(channel);
      channel.close();
      closed.countDown();
      busy.get();
      return catchThrowable(future::get).getCause().getClass();
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void threadsOfTheDefaultExecutorEndWithTheChannel() throws Exception {
    Thread thread;
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file)) {
      thread = thread(channel);
      assertThat(thread.isDaemon()).isTrue();
    }
    thread.join();
  }

  private static Thread thread(AsynchronousFileChannel channel) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    channel.read(
        ByteBuffer.allocate(1),
        0,
        null,
        new CompletionHandler<Integer, Void>() {
          @Override
          public void completed(Integer count, Void none) {
            thread.complete(Thread.currentThread());
          }

          @Override
          public void failed(Throwable e, Void none) {
            thread.completeExceptionally(e);
          }
        });
    return thread.get();
  }
}
