package io.docteur.pack;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Keeps a few inflaters for the next reads. Thread-safe, and no inflater is ever waited for. */
final class InflaterPool {
  /**
   * More threads than processors do not inflate at once, except while the storage lets them wait.
   */
  private static final int MOST_KEPT = Math.min(16, 2 * Runtime.getRuntime().availableProcessors());

  private final BlockingQueue<EntryInflater> idle = new ArrayBlockingQueue<>(MOST_KEPT);
  private final Inflating inflating;
  private volatile boolean closed;

  /** A pool of inflaters that inflate in one way. */
  InflaterPool(Inflating inflating) {
    this.inflating = inflating;
  }

  /** Returns the bytes that a full pool takes, on the heap and outside of it. */
  static int footprint() {
    return MOST_KEPT * EntryInflater.FOOTPRINT;
  }

  EntryInflater take() throws ClosedChannelException {
    checkOpen();
    EntryInflater inflater = idle.poll();
    return inflater == null ? new EntryInflater(inflating) : inflater;
  }

  void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  void giveBack(EntryInflater inflater) {
    if (closed || !idle.offer(inflater)) {
      inflater.release();
    }
    if (closed) {
      releaseIdle(); // close may have passed between the look at the flag and the offer
    }
  }

  void close() {
    closed = true;
    releaseIdle();
  }

  private void releaseIdle() {
    for (EntryInflater each = idle.poll(); each != null; each = idle.poll()) {
      each.release();
    }
  }
}
