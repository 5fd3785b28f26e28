package io.docteur.cli;

import io.docteur.make.ProgressListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Tells of progress on the standard error: in the last line of a terminal, which is clear again
 * once closed, or by a line now and then. Whether it is a terminal, the launcher says: the JDK does
 * not tell it apart from the standard input.
 */
final class ProgressLine implements ProgressListener, AutoCloseable {

  /** How progress is shown. */
  enum Style {
    SILENT,
    LINES,
    TERMINAL
  }

  /** What each phase counts. */
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("receiving objects", "objects"),
          Map.entry("resolving deltas", "deltas"),
          Map.entry("listing objects", "objects"),
          Map.entry("listing files", "files"),
          Map.entry("hashing files", "files"),
          Map.entry("sorting out", "files"),
          Map.entry("compressing", "B"),
          Map.entry("comparing", "files"),
          Map.entry("writing", "objects"),
          Map.entry("copying", "B"),
          Map.entry("verifying", "objects"));

  private static final String CLEAR = "\r\033[K";
  private static final int BAR = 20;
  private static final long LINES_EVERY = TimeUnit.SECONDS.toNanos(10);
  private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int KILO = 1000;
  private static final int SIXTY = 60;

  private final PrintWriter err;
  private final String command;
  private final Style style;
  private final boolean verbose;
  private final LongSupplier clock;
  private String phase = "";
  private long started;
  private long lastLine;
  private long done;

  /**
   * Progress of a command.
   *
   * @param verbose whether a line says what is done, after each phase
   * @param clock the time in nanoseconds
   */
  ProgressLine(PrintWriter err, String command, Style style, boolean verbose, LongSupplier clock) {
    this.err = err;
    this.command = command;
    this.style = style;
    this.verbose = verbose && style != Style.SILENT;
    this.clock = clock;
    this.lastLine = clock.getAsLong();
  }

  /** Tells whether the standard error is a terminal, as the launcher says. */
  static boolean isOnTerminal() {
    return Boolean.getBoolean("docteur.terminal");
  }

  /** Progress of a command that runs now. */
  static ProgressLine of(CommandSpec spec, boolean quiet, boolean verbose) {
    Style loud = isOnTerminal() ? Style.TERMINAL : Style.LINES;
    return new ProgressLine(
        spec.commandLine().getErr(),
        spec.qualifiedName(),
        quiet ? Style.SILENT : loud,
        verbose,
        System::nanoTime);
  }

  @Override
  public void progress(String name, long amount, long total) {
    long now = clock.getAsLong();
    if (!name.equals(phase)) {
      endPhase(now);
      phase = name;
      started = now;
    }
    done = amount;
    if (style == Style.TERMINAL) {
      err.print(CLEAR + describe(total, now));
      err.flush();
    } else if (style == Style.LINES && now - lastLine >= LINES_EVERY) {
      lastLine = now;
      err.println(command + ": " + describe(total, now));
    }
  }

  @Override
  public void close() {
    endPhase(clock.getAsLong());
    if (style == Style.TERMINAL) {
      err.print(CLEAR);
      err.flush();
    }
  }

  private void endPhase(long now) {
    if (verbose && !phase.isEmpty()) {
      String clear = style == Style.TERMINAL ? CLEAR : "";
      String counted = done == 0 ? phase : phase + " " + done;
      double seconds = (now - started) / SECOND;
      err.println(clear + command + ": " + counted + format(", %.1f s", seconds));
    }
  }

  private String describe(long total, long now) {
    double seconds = (now - started) / SECOND;
    StringBuilder text = new StringBuilder(phase);
    if (total == 0 && done > 0) {
      text.append(' ').append(done);
    } else if (total > 0) {
      text.append(' ');
      double part = (double) done / total;
      if (style == Style.TERMINAL) {
        int full = (int) (BAR * part);
        text.append('[').append("#".repeat(full)).append(" ".repeat(BAR - full)).append("] ");
      }
      text.append(format("%d %%", (int) (100 * part)));
    }
    // The first moments say little of the rate.
    if (seconds >= 1 && done > 0) {
      double rate = done / seconds;
      text.append(", ").append(amount(rate)).append("/s");
      if (total > done) {
        text.append(", ").append(clockTime((long) Math.ceil((total - done) / rate)));
        text.append(" left");
      }
    }
    return text.toString();
  }

  /** Returns a number of what the phase counts, where that is known. */
  private String amount(double number) {
    String unit = UNITS.getOrDefault(phase, "");
    String space = unit.length() > 1 ? " " : "";
    if (number < KILO) {
      return (format("%.0f ", number) + unit).strip();
    }
    String prefixes = "kMGT";
    double scaled = number / KILO;
    int prefix = 0;
    while (scaled >= KILO && prefix < prefixes.length() - 1) {
      scaled /= KILO;
      prefix++;
    }
    return format("%.1f ", scaled) + prefixes.charAt(prefix) + space + unit;
  }

  private static String clockTime(long seconds) {
    long minutes = seconds / SIXTY;
    return minutes < SIXTY
        ? format("%d:%02d", minutes, seconds % SIXTY)
        : format("%d:%02d:%02d", minutes / SIXTY, minutes % SIXTY, seconds % SIXTY);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
