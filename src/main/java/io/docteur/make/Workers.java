package io.docteur.make;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of threads that work on numbered tasks, each with a state of its own. */
final class Workers implements Closeable {

  /** Makes the state of a thread. */
  @FunctionalInterface
  interface StateFactory<S extends Closeable> {
    S create() throws IOException;
  }

  /** Does the task with a number. */
  @FunctionalInterface
  interface Task<S> {
    void run(S state, int task) throws IOException;
  }

  private final ExecutorService pool;
  private final int threads;

  Workers(int threads) {
    this.threads = threads;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "docteur-make");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Does the tasks from 0 to {@code count - 1}, in no order, and returns when all are done. After a
   * failure no further task is started; when several fail, that of the lowest number is thrown.
   */
  <S extends Closeable> void each(
      int count, Progress progress, StateFactory<S> states, Task<S> task) throws IOException {
    Run<S> run = new Run<>(count, states, task);
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < Math.min(threads, count); i++) {
      running.add(pool.submit(run::work));
    }
    try {
      for (Future<Void> thread : running) {
        await(thread, progress);
      }
    } catch (InterruptedException e) {
      run.next.set(count);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while making an image");
    } catch (ExecutionException e) {
      run.fail(count, e.getCause());
    }
    run.throwFailure();
  }

  private static void await(Future<Void> thread, Progress progress)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        thread.get(Progress.INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        progress.tick();
      }
    }
  }

  /** Stops the threads and waits until they have. */
  @Override
  public void close() {
    pool.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Run<S extends Closeable> {
    final AtomicInteger next = new AtomicInteger();
    private final int count;
    private final StateFactory<S> states;
    private final Task<S> task;
    private Throwable failure;
    private int failed;

    Run(int count, StateFactory<S> states, Task<S> task) {
      this.count = count;
      this.states = states;
      this.task = task;
    }

    Void work() throws IOException {
      try (S state = states.create()) {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
          try {
            task.run(state, i);
          } catch (IOException | RuntimeException | Error e) {
            fail(i, e);
          }
        }
      }
      return null;
    }

    synchronized void fail(int index, Throwable e) {
      next.set(count);
      if (failure == null || index < failed) {
        failure = e;
        failed = index;
      }
    }

    synchronized void throwFailure() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }
}
