package io.docteur.make.fetch;

import io.docteur.make.task.Progress;
import io.docteur.make.task.SideTask;
import java.io.IOException;

/**
 * Runs JGit in a thread of its own. As it reads from a server, or waits for a program, JGit makes a
 * thread forget that it was interrupted, and the JDK's sockets do not hear of it; the thread that
 * waits for this one does. It then gives this one up, which ends with what it reads next, or once
 * the server has said nothing for too long.
 */
final class JGitThread {

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

  /** Works, and meanwhile tells of progress; throws as {@link SideTask#await} does. */
  static <T> T run(Progress progress, Work<T> work) throws IOException {
    FetchMonitor monitor = new FetchMonitor(progress);
    try (SideTask<T> task = new SideTask<>("docteur-jgit", () -> work.run(monitor))) {
      try {
        return task.await(progress);
      } finally {
        monitor.cancel();
      }
    }
  }
}
