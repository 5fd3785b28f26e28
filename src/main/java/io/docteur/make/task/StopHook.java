package io.docteur.make.task;

import java.io.Closeable;

/**
 * What is done when the virtual machine is stopped before this is closed, as by an interrupt from
 * the terminal.
 */
public final class StopHook implements Closeable {
  private final Thread thread;

  /**
   * Sets what is done.
   *
   * @throws IllegalStateException when the virtual machine is being stopped
   */
  public StopHook(Runnable work) {
    thread = new Thread(work, "docteur-clean-up");
    Runtime.getRuntime().addShutdownHook(thread);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The virtual machine is being stopped: it is done, or is going to be.
    }
  }
}
