package io.docteur.make.ssh;

import io.docteur.make.task.Answers;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.KeyPasswordProvider;

/** The passphrases of private keys: from the environment, then from the user. */
final class Passphrases implements KeyPasswordProvider {
  private final Answers answers;
  private final UnusedKeys unusedKeys;
  private int attempts = 1;

  Passphrases(Answers answers, UnusedKeys unusedKeys) {
    this.answers = answers;
    this.unusedKeys = unusedKeys;
  }

  @Override
  public char[] getPassphrase(URIish key, int attempt) {
    char[] passphrase = passphrase(key, attempt);
    unusedKeys.add(
        key.getPath(), passphrase == null ? "it needs a passphrase" : "it has another passphrase");
    return passphrase;
  }

  private char[] passphrase(URIish key, int attempt) {
    String passphrase = answers.variable(Answers.PASSPHRASE_VARIABLE);
    return attempt == 0 && passphrase != null
        ? passphrase.toCharArray()
        : answers.askSecretly("Passphrase for " + key.getPath() + ": ");
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
    if (error == null) {
      unusedKeys.remove(key.getPath());
    }
    return error != null && answers.hasUser() && attempt < attempts;
  }
}
