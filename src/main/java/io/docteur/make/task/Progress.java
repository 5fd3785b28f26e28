package io.docteur.make.task;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts work that any thread does; tells the listener of it in the thread that made this. Phases
 * are started and ended by one thread at a time: that one, or another that it waits for.
 */
public final class Progress {
  public static final long INTERVAL_MILLIS = 100;

  /** Is told of progress, as {@code ProgressListener} is. */
  @FunctionalInterface
  public interface Listener {
    void progress(String phase, long done, long total);
  }

  private record Phase(String name, long total, LongAdder done) {}

  private final Listener listener;
  private final Thread owner = Thread.currentThread();

  /** The phases that have started or ended, which the listener does not know yet. */
  private final Queue<Phase> untold = new ConcurrentLinkedQueue<>();

  private volatile Phase phase = new Phase("", 0, new LongAdder());
  private volatile boolean ended = true;
  private long told;

  public Progress(Listener listener) {
    this.listener = listener;
  }

  /** Starts a phase. */
  public void start(String name, long work) {
    phase = new Phase(name, work, new LongAdder());
    ended = false;
    change();
  }

  /** Counts work. */
  public void add(long work) {
    phase.done.add(work);
    tick();
  }

  /**
   * Tells the listener, if this is its thread, what it does not know or was not told for a while.
   */
  void tick() {
    if (Thread.currentThread() != owner) {
      return;
    }
    tellChanges();
    boolean late = System.nanoTime() - told > TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);
    if (late && !ended) { // between phases the user may be asked for something
      tell(phase);
    }
  }

  /** Ends the phase. */
  public void end() {
    ended = true;
    change();
  }

  private void change() {
    untold.add(phase);
    if (Thread.currentThread() == owner) {
      tellChanges();
    }
  }

  private void tellChanges() {
    for (Phase next = untold.poll(); next != null; next = untold.poll()) {
      tell(next);
    }
  }

  private void tell(Phase next) {
    told = System.nanoTime();
    long done = next.done.sum();
    listener.progress(next.name, next.total == 0 ? done : Math.min(done, next.total), next.total);
  }
}
