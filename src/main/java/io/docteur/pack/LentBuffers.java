package io.docteur.pack;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A few arrays for objects that are read once, which stay in the processor's caches where fresh
 * ones would not. Thread-safe, and none is ever waited for.
 */
final class LentBuffers {
  /** Most files of most trees are smaller. */
  static final int LENGTH = 128 << 10;

  private final AtomicReferenceArray<byte[]> idle;
  private final AtomicInteger made = new AtomicInteger();

  /** No buffers yet, and never more than some. */
  LentBuffers(int most) {
    idle = new AtomicReferenceArray<>(most);
  }

  /** Returns a buffer of whatever content, or null when all are lent. */
  byte[] take() {
    for (int slot = 0; slot < idle.length(); slot++) {
      byte[] buffer = idle.get(slot) == null ? null : idle.getAndSet(slot, null);
      if (buffer != null) {
        return buffer;
      }
    }
    boolean more = made.get() < idle.length() && made.getAndIncrement() < idle.length();
    return more ? new byte[LENGTH] : null;
  }

  /** Takes back what {@link #take} lent; there is a slot for it. */
  void giveBack(byte[] buffer) {
    for (int slot = 0; ; slot = (slot + 1) % idle.length()) {
      if (idle.get(slot) == null && idle.compareAndSet(slot, null, buffer)) {
        return;
      }
    }
  }
}
