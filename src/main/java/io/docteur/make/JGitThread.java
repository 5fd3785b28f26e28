package io.docteur.make;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Runs JGit in a thread of its own. As it reads from a server, or waits for a program, JGit makes a
 * thread forget that it was interrupted, and the JDK's sockets do not hear of it; the thread that
 * waits for this one does. It then gives this one up, which ends with what it reads next, or once
 * the server has said nothing for too long.
 */
final class JGitThread {
  /** How long a thread that was given up is waited for: most end at once. */
  private static final long GRACE_MILLIS = 1000;

  /** What is done in the thread. */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Works.
     *
     * @param monitor is cancelled when the thread is given up
     */
    T run(FetchMonitor monitor) throws IOException;
  }

  private JGitThread() {}

  /**
   * Works, and meanwhile tells of progress.
   *
   * @throws IOException what the work throws
   * @throws InterruptedIOException when the calling thread is interrupted, which it then still is
   */
  static <T> T run(Progress progress, Work<T> work) throws IOException {
    FetchMonitor monitor = new FetchMonitor(progress);
    FutureTask<T> task = new FutureTask<>(() -> work.run(monitor));
    Thread thread = new Thread(task, "docteur-jgit");
    thread.setDaemon(true);
    thread.start();
    try {
      while (thread.isAlive()) {
        thread.join(Progress.INTERVAL_MILLIS);
        progress.tick();
      }
      progress.tick();
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while fetching");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      monitor.cancel();
      thread.interrupt();
      Uninterruptibles.joinUninterruptibly(thread, GRACE_MILLIS, TimeUnit.MILLISECONDS);
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
}
