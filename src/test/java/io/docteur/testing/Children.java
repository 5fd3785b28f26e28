package io.docteur.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs in virtual machines of their own, which a test interrupts as a terminal would. */
public final class Children {
  private static final List<String> INTERRUPTIBLE = List.of("env", "--default-signal=INT");

  private Children() {}

  /**
   * Returns what starts a program that an interrupt ends: whoever was started in the background of
   * a shell ignores it, and hands that on. Skips the running test where that cannot be undone.
   */
  public static List<String> interruptible(List<String> program) throws IOException {
    List<String> trial = new ArrayList<>(INTERRUPTIBLE);
    trial.add("true");
    Assumptions.assumeTrue(run(trial) == 0, "no " + String.join(" ", INTERRUPTIBLE));
    List<String> command = new ArrayList<>(INTERRUPTIBLE);
    command.addAll(program);
    return command;
  }

  /**
   * Returns what starts a program that an interrupt ends.
   *
   * @param options of the virtual machine
   */
  public static ProcessBuilder interruptible(
      List<String> options, Class<?> program, Object... arguments) throws IOException {
    List<String> command = ChildJvm.command(options, program.getName(), arguments);
    ProcessBuilder builder = new ProcessBuilder(interruptible(command));
    ChildJvm.setLocale(builder, "C.UTF-8");
    return builder;
  }

  /** Does what Ctrl-C does. */
  public static void interrupt(Process process) throws IOException {
    int code = run(List.of("sh", "-c", "kill -INT " + process.pid()));
    Assumptions.assumeTrue(code == 0, "no kill -INT");
  }

  private static int run(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
