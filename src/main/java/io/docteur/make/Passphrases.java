package io.docteur.make;

import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.KeyPasswordProvider;

/** The passphrases of private keys: from the environment, then from the user. */
final class Passphrases implements KeyPasswordProvider {
  static final String PASSPHRASE_VARIABLE = "DOCTEUR_PASSPHRASE";

  private final Answers answers;
  private int attempts = 1;

  Passphrases(Answers answers) {
    this.answers = answers;
  }

  @Override
  public char[] getPassphrase(URIish key, int attempt) {
    String passphrase = answers.variable(PASSPHRASE_VARIABLE);
    if (attempt == 0 && passphrase != null) {
      return passphrase.toCharArray();
    }
    return answers.askSecretly("Passphrase for " + key.getPath() + ": ");
  }

  @Override
  public void setAttempts(int maxNumberOfAttempts) {
    attempts = maxNumberOfAttempts;
  }

  @Override
  public int getAttempts() {
    return attempts;
  }

  @Override
  public boolean keyLoaded(URIish key, int attempt, Exception error) {
    return error != null && answers.prompt() != null && attempt < attempts;
  }
}
