package io.docteur.make.task;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A task that a thread of its own does, from when this is made. */
public final class SideTask<T> implements Closeable {
  /** How long a thread that was given up is waited for: most end at once. */
  private static final long GRACE_MILLIS = 1000;

  private final FutureTask<T> task;
  private final Thread thread;

  /**
   * Starts a task.
   *
   * @param work throws IOException and what is unchecked, nothing else
   */
  public SideTask(String threadName, Callable<T> work) {
    task = new FutureTask<>(work);
    thread = MakingThread.of(task);
    thread.setName(threadName);
    thread.start();
  }

  /**
   * Waits for the result, and meanwhile tells of progress.
   *
   * @throws IOException what the task throws
   * @throws InterruptedIOException when the calling thread is interrupted, which it then still is
   */
  public T await(Progress progress) throws IOException {
    try {
      while (thread.isAlive()) {
        MakingThread.join(thread, Progress.INTERVAL_MILLIS);
        progress.tick();
      }
      progress.tick();
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while making an image");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static IOException failure(Throwable e) {
    if (e instanceof RuntimeException failure) {
      throw failure;
    }
    if (e instanceof Error failure) {
      throw failure;
    }
    return (IOException) e;
  }

  /** Gives the task up, if it is still at work: interrupts its thread and waits for it a while. */
  @Override
  public void close() {
    thread.interrupt();
    Uninterruptibles.joinUninterruptibly(thread, GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
