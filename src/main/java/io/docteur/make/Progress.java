package io.docteur.make;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts work that any thread does; tells the listener of it in the thread that made this. */
final class Progress {
  static final long INTERVAL_MILLIS = 100;

  private final ProgressListener listener;
  private final Thread owner = Thread.currentThread();
  private final LongAdder done = new LongAdder();
  private String phase = "";
  private long total;
  private long told;

  Progress(ProgressListener listener) {
    this.listener = listener;
  }

  /** Starts a phase; only the owner may. */
  void start(String name, long work) {
    phase = name;
    total = work;
    done.reset();
    tell();
  }

  /** Counts work. */
  void add(long work) {
    done.add(work);
    if (Thread.currentThread() == owner) {
      tick();
    }
  }

  /** Tells the listener if it was not told for a while; only the owner may. */
  void tick() {
    if (System.nanoTime() - told > TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS)) {
      tell();
    }
  }

  /** Ends the phase; only the owner may. */
  void end() {
    tell();
  }

  private void tell() {
    told = System.nanoTime();
    listener.progress(phase, total == 0 ? done.sum() : Math.min(done.sum(), total), total);
  }
}
