package io.docteur.make.task;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of threads that work on numbered tasks, each with a state of its own. */
public final class Workers {

  /** Makes the state of a thread. */
  @FunctionalInterface
  public interface StateFactory<S extends Closeable> {
    S create() throws IOException;
  }

  /** Does the task with a number. */
  @FunctionalInterface
  public interface Task<S> {
    void run(S state, int task) throws IOException;
  }

  private final int threads;

  public Workers(int threads) {
    this.threads = threads;
  }

  /**
   * Does the tasks from 0 to {@code count - 1}, in no order, and returns when no thread works any
   * more. After a failure those at work are interrupted, and it is thrown.
   */
  public <S extends Closeable> void each(
      int count, Progress progress, StateFactory<S> states, Task<S> task) throws IOException {
    Run<S> run = new Run<>(count, states, task);
    List<Thread> running = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(threads, count); i++) {
        Thread thread = MakingThread.of(run);
        thread.start();
        running.add(thread);
      }
      for (Thread thread : running) {
        while (thread.isAlive() && !run.hasFailed()) {
          MakingThread.join(thread, Progress.INTERVAL_MILLIS);
          progress.tick();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while making an image");
    } finally {
      run.stop();
      running.forEach(Thread::interrupt);
      // Nothing that the threads use may be closed while they run.
      running.forEach(Uninterruptibles::joinUninterruptibly);
    }
    run.throwFailure();
  }

  private static final class Run<S extends Closeable> implements Runnable {
    private final AtomicInteger next = new AtomicInteger();
    private final int count;
    private final StateFactory<S> states;
    private final Task<S> task;
    private Throwable failure;

    Run(int count, StateFactory<S> states, Task<S> task) {
      this.count = count;
      this.states = states;
      this.task = task;
    }

    @Override
    public void run() {
      try (S state = states.create()) {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
          task.run(state, i);
        }
      } catch (IOException | RuntimeException | Error e) {
        fail(e);
      }
    }

    void stop() {
      next.set(count);
    }

    /** Keeps the first failure: those after it may be but its consequences. */
    private synchronized void fail(Throwable e) {
      stop();
      if (failure == null) {
        failure = e;
      }
    }

    synchronized boolean hasFailed() {
      return failure != null;
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
