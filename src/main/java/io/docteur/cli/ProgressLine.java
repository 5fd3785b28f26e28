package io.docteur.cli;

import io.docteur.make.ProgressListener;
import java.io.PrintWriter;

/**
 * Progress in the last line of a terminal, which is clear again once closed. Whether the standard
 * error is one, the launcher says: the JDK does not tell it apart from the standard input.
 */
final class ProgressLine implements ProgressListener, AutoCloseable {
  private static final String CLEAR = "\r\033[K";
  private static final int PERCENT = 100;

  private final PrintWriter terminal;
  private final boolean shown;

  ProgressLine(PrintWriter terminal, boolean quiet) {
    this.terminal = terminal;
    this.shown = !quiet && Boolean.getBoolean("docteur.terminal");
  }

  @Override
  public void progress(String phase, long done, long total) {
    String amount = total == 0 ? "" + done : (long) ((double) done / total * PERCENT) + " %";
    show(CLEAR + phase + " " + amount);
  }

  @Override
  public void close() {
    show(CLEAR);
  }

  private void show(String text) {
    if (shown) {
      terminal.print(text);
      terminal.flush();
    }
  }
}
