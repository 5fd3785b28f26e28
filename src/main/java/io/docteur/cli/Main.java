package io.docteur.cli;

/** The command {@code docteur}. */
public final class Main {
  private Main() {}

  /**
   * Runs a command.
   *
   * @param args the sub-command and its arguments
   */
  public static void main(String[] args) {
    System.exit(2);
  }
}
