package io.docteur.make;

import java.util.function.UnaryOperator;

/**
 * Where the answers to a server's questions come from, beside the user's files.
 *
 * @param prompt asks the user; null when there is none
 * @param environment the variables of the environment by their names; null for those not set
 */
record Answers(Prompt prompt, UnaryOperator<String> environment) {

  String variable(String name) {
    return environment.apply(name);
  }

  /** Returns these answers for a server that the password of the environment is not meant for. */
  Answers withoutPassword() {
    return new Answers(
        prompt,
        name -> name.equals(Credentials.PASSWORD_VARIABLE) ? null : environment.apply(name));
  }

  /** Asks for something that may be shown; null when nobody answers. */
  String ask(String question) {
    return prompt == null ? null : prompt.ask(question);
  }

  /** Asks for a password; null when nobody answers. */
  char[] askSecretly(String question) {
    return prompt == null ? null : prompt.askSecretly(question);
  }
}
