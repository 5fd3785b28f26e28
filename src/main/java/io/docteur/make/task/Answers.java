package io.docteur.make.task;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Where the answers to a server's questions come from, beside the user's files. */
public final class Answers {
  /** Holds the password for the server that the user names. */
  public static final String PASSWORD_VARIABLE = "DOCTEUR_PASSWORD";

  /** Holds the passphrase of the user's private keys. */
  public static final String PASSPHRASE_VARIABLE = "DOCTEUR_PASSPHRASE";

  private final UnaryOperator<String> user;
  private final Function<String, char[]> userInSecret;
  private final UnaryOperator<String> environment;

  /**
   * Answers with what a user says.
   *
   * @param user is asked for what may be shown
   * @param userInSecret is asked for passwords
   * @param environment the variables of the environment by their names; null for those not set
   */
  public Answers(
      UnaryOperator<String> user,
      Function<String, char[]> userInSecret,
      UnaryOperator<String> environment) {
    this.user = user;
    this.userInSecret = userInSecret;
    this.environment = environment;
  }

  /** Answers where there is no user. */
  public static Answers ofNobody(UnaryOperator<String> environment) {
    return new Answers(null, null, environment);
  }

  /** Returns these answers for a server that the password of the environment is not meant for. */
  public Answers withoutPassword() {
    return new Answers(
        user,
        userInSecret,
        name -> name.equals(PASSWORD_VARIABLE) ? null : environment.apply(name));
  }

  /** Returns a variable of the environment, or null. */
  public String variable(String name) {
    return environment.apply(name);
  }

  /** Tells whether there is a user. */
  public boolean hasUser() {
    return user != null;
  }

  /** Asks for something that may be shown; null when nobody answers. */
  public String ask(String question) {
    return user == null ? null : user.apply(question);
  }

  /** Asks for a password; null when nobody answers. */
  public char[] askSecretly(String question) {
    return userInSecret == null ? null : userInSecret.apply(question);
  }
}
