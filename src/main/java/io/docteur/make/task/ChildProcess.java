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

  /** Leaves open what it has said, which {@link Process#destroy} would close unread. */
  private void end() {
    end(process.toHandle());
  }

  /** Lists what a program has started just before it ends, so that hardly anything is missed. */
  private static void end(ProcessHandle program) {
    List<ProcessHandle> started = program.children().toList();
    program.destroy();
    started.forEach(ChildProcess::end);
  }

  @Override
  public void close() {
    hook.close();
    end();
  }
}
