package io.docteur.pack;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Keeps a few inflaters for the next reads. Thread-safe, and no inflater is ever waited for. */
final class InflaterPool {
  /**
   * More threads than processors do not inflate at once, except while the storage lets them wait.
   */
  static final int MOST_KEPT = Math.min(16, 2 * Runtime.getRuntime().availableProcessors());

  private final AtomicReferenceArray<EntryInflater> idle = new AtomicReferenceArray<>(MOST_KEPT);
  private final Inflating inflating;
  private volatile boolean closed;

  /** A pool of inflaters that inflate in one way. */
  InflaterPool(Inflating inflating) {
    this.inflating = inflating;
  }

  /** Returns the bytes that a full pool takes, on the heap and outside of it. */
  static int footprint() {
    return MOST_KEPT * (EntryInflater.FOOTPRINT + LentBuffers.LENGTH);
  }

  EntryInflater take() throws ClosedChannelException {
    checkOpen();
    for (int i = 0, slot = ownSlot(); i < MOST_KEPT; i++, slot = (slot + 1) % MOST_KEPT) {
      EntryInflater inflater = idle.get(slot) == null ? null : idle.getAndSet(slot, null);
      if (inflater != null) {
        return inflater;
      }
    }
    return new EntryInflater(inflating);
  }

  /** Where a thread looks first, so that threads seldom meet. */
  private static int ownSlot() {
    return (int) (Thread.currentThread().getId() % MOST_KEPT);
  }

  void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  void giveBack(EntryInflater inflater) {
    if (closed || !keep(inflater)) {
      inflater.release();
    }
    if (closed) {
      releaseIdle(); // close may have passed between the look at the flag and the keeping
    }
  }

  private boolean keep(EntryInflater inflater) {
    for (int i = 0, slot = ownSlot(); i < MOST_KEPT; i++, slot = (slot + 1) % MOST_KEPT) {
      if (idle.get(slot) == null && idle.compareAndSet(slot, null, inflater)) {
        return true;
      }
    }
    return false;
  }

  void close() {
    closed = true;
    releaseIdle();
  }

  private void releaseIdle() {
    for (int slot = 0; slot < MOST_KEPT; slot++) {
      EntryInflater inflater = idle.getAndSet(slot, null);
      if (inflater != null) {
        inflater.release();
      }
    }
  }
}
