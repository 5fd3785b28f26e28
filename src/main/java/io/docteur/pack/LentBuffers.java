package io.docteur.pack;

import io.docteur.inflate.BufferInflater;
import io.docteur.storage.IdlePool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few arrays for objects that are read once, which stay in the processor's caches where fresh
 * ones would not. Thread-safe, and none is ever waited for.
 */
final class LentBuffers {
  /** Most files of most trees are smaller. */
  static final int MOST_LENGTH = 128 << 10;

  /** Who reads one small file of a mount takes no more fresh memory than this. */
  private static final int LEAST_LENGTH = 8 << 10;

  private final IdlePool<byte[]> idle;
  private final AtomicInteger made = new AtomicInteger();

  /** No buffers yet, and never more than some. */
  LentBuffers(int most) {
    idle = new IdlePool<>(most);
  }

  /**
   * Returns a buffer of whatever content, or null when all are lent.
   *
   * @param size the bytes of the object, for which there is room if {@link #MOST_LENGTH} is enough,
   *     or a negative number when nobody knows
   */
  byte[] take(long size) {
    int length = length(size);
    byte[] buffer = idle.take();
    if (buffer == null) {
      boolean more = made.get() < idle.most() && made.getAndIncrement() < idle.most();
      return more ? new byte[length] : null;
    }
    return buffer.length >= length ? buffer : new byte[length];
  }

  private static int length(long size) {
    if (size < 0 || size >= MOST_LENGTH / 2) {
      return MOST_LENGTH;
    }
    int needed = Math.max(LEAST_LENGTH, (int) size + BufferInflater.MOST_WRITTEN);
    return Integer.highestOneBit(needed - 1) << 1;
  }

  /** Takes back what {@link #take} lent; there is room for all that are lent. */
  void giveBack(byte[] buffer) {
    while (!idle.keep(buffer)) {
      Thread.onSpinWait(); // another thread has put its buffer where this one looked
    }
  }
}
