package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.cli.ProgressLine.Style;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is shown of progress, by a clock that the test sets. */
class ProgressLineTest {
  private static final String CLEAR = "\r\033[K";

  private final StringWriter shown = new StringWriter();
  private long now = -5;

  private ProgressLine line(Style style, boolean verbose) {
    return new ProgressLine(new PrintWriter(shown), "docteur make", style, verbose, () -> now);
  }

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private String taken() {
    String text = shown.toString();
    shown.getBuffer().setLength(0);
    return text;
  }

  @Test
  void aTerminalShowsPhaseBarRateAndTimeLeftInOneLineThatIsClearAtTheEnd() {
    try (ProgressLine line = line(Style.TERMINAL, false)) {
      line.progress("listing files", 0, 0);
      assertThat(taken()).isEqualTo(CLEAR + "listing files");
      pass(2);
      line.progress("listing files", 4600, 0);
      assertThat(taken()).isEqualTo(CLEAR + "listing files 4600, 2.3 k files/s");
      line.progress("compressing", 0, 8_000_000_000L);
      assertThat(taken()).isEqualTo(CLEAR + "compressing [                    ] 0 %");
      pass(10);
      line.progress("compressing", 2_000_000_000L, 8_000_000_000L);
      assertThat(taken())
          .isEqualTo(CLEAR + "compressing [#####               ] 25 %, 200.0 MB/s, 0:30 left");
      pass(10_000);
      line.progress("compressing", 2_000_000_000L, 8_000_000_000L);
      assertThat(taken()).contains("25 %, 199.8 kB/s, 8:20:30 left");
      line.progress("compressing", 8_000_000_000L, 8_000_000_000L);
      assertThat(taken()).endsWith("[####################] 100 %, 799.2 kB/s");
    }
    assertThat(taken()).isEqualTo(CLEAR);
  }

  @Test
  void elsewhereALineIsShownEveryTenSeconds() {
    try (ProgressLine line = line(Style.LINES, false)) {
      line.progress("compressing", 0, 100);
      pass(9);
      line.progress("compressing", 9, 100);
      assertThat(taken()).isEmpty();
      pass(1);
      line.progress("compressing", 10, 100);
      assertThat(taken().lines())
          .containsExactly("docteur make: compressing 10 %, 1 B/s, 1:30 left");
      pass(9);
      line.progress("writing", 5, 10);
      assertThat(taken()).isEmpty();
      pass(2);
      line.progress("writing", 6, 10);
      assertThat(taken().lines())
          .containsExactly("docteur make: writing 60 %, 3 objects/s, 0:02 left");
    }
    assertThat(taken()).isEmpty();
  }

  @Test
  void verboseTellsOfEachPhaseThatIsDone() {
    try (ProgressLine line = line(Style.LINES, true)) {
      line.progress("compressing", 0, 100);
      pass(3);
      line.progress("compressing", 100, 100);
      line.progress("finishing", 0, 0);
      assertThat(taken().lines()).containsExactly("docteur make: compressing 100, 3.0 s");
    }
    assertThat(taken().lines()).containsExactly("docteur make: finishing, 0.0 s");
  }

  @Test
  void quietShowsNothing() {
    try (ProgressLine line = line(Style.SILENT, true)) {
      line.progress("compressing", 0, 100);
      pass(100);
      line.progress("writing", 0, 100);
    }
    assertThat(taken()).isEmpty();
  }
}
