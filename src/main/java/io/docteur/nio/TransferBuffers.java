package io.docteur.nio;

import io.docteur.storage.IdlePool;

/**
 * Buffers for what streams hand to others, kept for the next: a fresh one costs more than the copy
 * of a small file. Thread-safe.
 */
final class TransferBuffers {
  private static final int LENGTH = 16 << 10;
  private static final int MOST_SLOTS = 8;

  /** The part of the mount's memory that they may take, 1 / 64. */
  private static final int SHARE = 64;

  private final IdlePool<byte[]> idle;

  /**
   * No buffers yet.
   *
   * @param cacheBytes what the mount may keep in memory
   */
  TransferBuffers(long cacheBytes) {
    idle = new IdlePool<>((int) Math.min(MOST_SLOTS, cacheBytes / SHARE / LENGTH));
  }

  /** Returns a buffer of whatever content, which is the caller's until {@link #giveBack}. */
  byte[] take() {
    byte[] buffer = idle.take();
    return buffer == null ? new byte[LENGTH] : buffer;
  }

  void giveBack(byte[] buffer) {
    idle.keep(buffer); // or leaves it to the collector
  }
}
