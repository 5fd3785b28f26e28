package io.docteur.cli;

import io.docteur.testing.Children;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A terminal that {@code script} makes, where all that a program prints comes together. */
final class Terminal {
  private Terminal() {}

  /** Returns what runs a command of a shell there. Skips the test where there is no terminal. */
  static List<String> running(String command) throws IOException, InterruptedException {
    Assumptions.assumeTrue(isThere(), "script cannot make a terminal");
    return Children.interruptible(script(command));
  }

  private static boolean isThere() throws InterruptedException {
    try {
      return new ProcessBuilder(script("true")).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The user's own shell may understand other commands. */
  private static List<String> script(String command) {
    return List.of("env", "SHELL=/bin/sh", "script", "-qec", command, "/dev/null");
  }
}
