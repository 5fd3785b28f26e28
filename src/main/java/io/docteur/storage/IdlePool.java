package io.docteur.storage;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps a few things for whoever needs one next, where a fresh one would cost more than the use.
 * Thread-safe, and nobody ever waits. What a thread puts in, another one finds as it was left.
 */
public final class IdlePool<T> {
  private final AtomicReferenceArray<T> idle;

  /**
   * An empty pool.
   *
   * @param most how many it keeps, at least 0
   */
  public IdlePool(int most) {
    idle = new AtomicReferenceArray<>(most);
  }

  /** Returns how many it keeps at most. */
  public int most() {
    return idle.length();
  }

  /** Takes one out; null when there is none. */
  public T take() {
    for (int i = 0, slot = ownSlot(); i < most(); i++, slot = (slot + 1) % most()) {
      T taken = idle.get(slot) == null ? null : idle.getAndSet(slot, null);
      if (taken != null) {
        return taken;
      }
    }
    return null;
  }

  /**
   * Puts one in, which nobody else may use any more.
   *
   * @param one not null
   * @return false, and nothing is done, when the pool is full
   */
  public boolean keep(T one) {
    for (int i = 0, slot = ownSlot(); i < most(); i++, slot = (slot + 1) % most()) {
      if (idle.get(slot) == null && idle.compareAndSet(slot, null, one)) {
        return true;
      }
    }
    return false;
  }

  /** Where a thread looks first, so that threads seldom meet. */
  private int ownSlot() {
    return most() == 0 ? 0 : (int) (Thread.currentThread().getId() % most());
  }
}
