package io.docteur.make.task;

import java.io.Closeable;
import java.util.List;

/**
 * A program that was started. It ends with this, or when the virtual machine is stopped before; so
 * does what it has started in its turn, which may be waiting for the user.
 */
public final class ChildProcess implements Closeable {
  private final Process process;
  private final StopHook hook;

  /**
   * Takes a program over.
   *
   * @throws IllegalStateException when the virtual machine is being stopped; the program is ended
   */
  public ChildProcess(Process process) {
    this.process = process;
    try {
      this.hook = new StopHook(this::end);
    } catch (IllegalStateException e) {
      end();
      throw e;
    }
  }

  public Process process() {
    return process;
  }

  /** Closes none of its streams, as {@link Process#destroy} would: what it has said can be read. */
  private void end() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.toHandle().destroy();
    descendants.forEach(ProcessHandle::destroy);
  }

  @Override
  public void close() {
    hook.close();
    end();
  }
}
