package io.docteur.make.task;

import java.util.concurrent.ForkJoinPool;

/**
 * The threads that making has beside its caller's. The JDK's common pool lends none: all that it
 * has may be waiting, perhaps for the image.
 */
public final class MakingThread {
  private MakingThread() {}

  /** Returns a thread that is not started yet, and keeps no virtual machine alive. */
  public static Thread of(Runnable task) {
    Thread thread = new Thread(task, "docteur-make");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts such a thread, as an {@link java.util.concurrent.Executor} does. */
  public static void start(Runnable task) {
    of(task).start();
  }

  /**
   * Waits until a thread has ended, or for some milliseconds. A caller that is itself of a pool
   * lets that have another thread meanwhile: JGit, wherever it runs, has tasks for the common one.
   */
  static void join(Thread thread, long millis) throws InterruptedException {
    ForkJoinPool.managedBlock(
        new ForkJoinPool.ManagedBlocker() {
          @Override
          public boolean block() throws InterruptedException {
            thread.join(millis);
            return true;
          }

          @Override
          public boolean isReleasable() {
            return !thread.isAlive();
          }
        });
  }
}
