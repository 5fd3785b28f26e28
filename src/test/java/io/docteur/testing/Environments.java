package io.docteur.testing;

/** The variables that a program gets. */
public final class Environments {
  private static final String OF_THE_USER = "(GIT|DOCTEUR)_.*|(?i).*_proxy";

  private Environments() {}

  /** Takes away what whoever runs the tests has told git or us, and how they reach the network. */
  public static ProcessBuilder clean(ProcessBuilder program) {
    program.environment().keySet().removeIf(name -> name.matches(OF_THE_USER));
    return program;
  }
}
