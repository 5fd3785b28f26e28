package io.docteur.make;

/**
 * Asks the user, where there is one, for what a server wants to know. Any thread may ask, one at a
 * time.
 */
public interface Prompt {

  /**
   * Asks for something that may be shown.
   *
   * @param question what to ask, without an end of line
   * @return the answer, or null when nobody answers
   */
  String ask(String question);

  /**
   * Asks for a password, which is not shown.
   *
   * @param question what to ask, without an end of line
   * @return the answer, which is overwritten once it was used, or null when nobody answers
   */
  char[] askSecretly(String question);
}
