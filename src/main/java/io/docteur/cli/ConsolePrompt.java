package io.docteur.cli;

import io.docteur.make.Prompt;
import java.io.Console;

/** Asks the user on the terminal. */
final class ConsolePrompt implements Prompt {
  private final Console console;

  private ConsolePrompt(Console console) {
    this.console = console;
  }

  /** Returns a prompt, or null when there is no console. */
  @SuppressWarnings("SystemConsoleNull") // where it is never null, nobody answers without one
  static ConsolePrompt find() {
    Console console = System.console();
    return console == null ? null : new ConsolePrompt(console);
  }

  @Override
  public String ask(String question) {
    return console.readLine("%s", question);
  }

  @Override
  public char[] askSecretly(String question) {
    return console.readPassword("%s", question);
  }
}
