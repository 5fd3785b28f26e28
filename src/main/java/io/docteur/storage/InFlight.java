package io.docteur.storage;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the readers in flight, so that a close can wait for them. Readers on several cores do not
 * share a cache line.
 *
 * <p>A reader enters, and only then looks whether the storage is closed; close forbids first, and
 * only then waits. Hence no reader that was let in is missed.
 */
final class InFlight {
  private static final long PAUSE_NANOS = 50_000;

  private final LongAdder entered = new LongAdder();
  private final LongAdder left = new LongAdder();

  void enter() {
    entered.increment();
  }

  void leave() {
    left.increment();
  }

  /** Waits until nobody is in flight, without regard to interrupts. */
  void awaitNone() {
    while (!isEmpty()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Returns whether there was a moment in this call when nobody was in flight. The sums are no
   * snapshots, but both only grow: as those who left are summed up first, equal sums mean that at
   * the moment between them as many had entered as had left.
   */
  private boolean isEmpty() {
    long gone = left.sum();
    return entered.sum() == gone;
  }
}
