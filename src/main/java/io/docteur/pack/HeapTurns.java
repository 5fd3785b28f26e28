package io.docteur.pack;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets threads that rebuild large objects take turns: what all of them put on the heap at once,
 * with its bases, could fill it. Thread-safe.
 */
final class HeapTurns {
  /** An object is large that takes more than one part of so many of what one may take. */
  private static final int LARGE_PART = 4;

  private final long most;
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * Turns that nobody has yet.
   *
   * @param most the bytes that one object may take on the heap; a larger one does not go there
   */
  HeapTurns(long most) {
    this.most = most;
  }

  /** Waits until the thread may rebuild an object of a size, if that is large. */
  void await(long size) {
    if (size > most / LARGE_PART && size <= most && !turn.isHeldByCurrentThread()) {
      turn.lock();
    }
  }

  /** Ends the thread's turn, if it has one. */
  void end() {
    if (turn.isHeldByCurrentThread()) {
      turn.unlock();
    }
  }
}
