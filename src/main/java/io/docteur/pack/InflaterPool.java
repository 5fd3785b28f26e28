package io.docteur.pack;

import io.docteur.storage.IdlePool;
import java.nio.channels.ClosedChannelException;

/** Keeps a few inflaters for the next reads. Thread-safe, and no inflater is ever waited for. */
final class InflaterPool {
  /**
   * More threads than processors do not inflate at once, except while the storage lets them wait.
   */
  static final int MOST_KEPT = Math.min(16, 2 * Runtime.getRuntime().availableProcessors());

  private final IdlePool<EntryInflater> idle = new IdlePool<>(MOST_KEPT);
  private final Inflating inflating;
  private volatile boolean closed;

  /** A pool of inflaters that inflate in one way. */
  InflaterPool(Inflating inflating) {
    this.inflating = inflating;
  }

  /** Returns the bytes that a full pool takes, on the heap and outside of it. */
  static int footprint() {
    return MOST_KEPT * (EntryInflater.FOOTPRINT + LentBuffers.MOST_LENGTH);
  }

  EntryInflater take() throws ClosedChannelException {
    checkOpen();
    EntryInflater inflater = idle.take();
    return inflater == null ? new EntryInflater(inflating) : inflater;
  }

  void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  void giveBack(EntryInflater inflater) {
    if (closed || !idle.keep(inflater)) {
      inflater.release();
    }
    if (closed) {
      releaseIdle(); // close may have passed between the look at the flag and the keeping
    }
  }

  void close() {
    closed = true;
    releaseIdle();
  }

  private void releaseIdle() {
    for (EntryInflater one = idle.take(); one != null; one = idle.take()) {
      one.release();
    }
  }
}
