package io.docteur.pack;

import io.docteur.storage.IdlePool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few arrays for objects that are read once, which stay in the processor's caches where fresh
 * ones would not. Thread-safe, and none is ever waited for.
 */
final class LentBuffers {
  /** Most files of most trees are smaller. */
  static final int LENGTH = 128 << 10;

  private final IdlePool<byte[]> idle;
  private final AtomicInteger made = new AtomicInteger();

  /** No buffers yet, and never more than some. */
  LentBuffers(int most) {
    idle = new IdlePool<>(most);
  }

  /** Returns a buffer of whatever content, or null when all are lent. */
  byte[] take() {
    byte[] buffer = idle.take();
    if (buffer != null) {
      return buffer;
    }
    boolean more = made.get() < idle.most() && made.getAndIncrement() < idle.most();
    return more ? new byte[LENGTH] : null;
  }

  /** Takes back what {@link #take} lent; there is room for all that were made. */
  void giveBack(byte[] buffer) {
    while (!idle.keep(buffer)) {
      Thread.onSpinWait(); // another thread has put its buffer where this one looked
    }
  }
}
