package io.docteur.make.fetch;

import io.docteur.make.task.Answers;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.NetRC;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * Answers a server that asks who is there: with what the URL holds, then what the environment
 * holds, then {@code ~/.netrc}, then git's helpers, then the user. What one server was meant to
 * get, no other one gets. It never says yes to anything, an unknown key or certificate above all.
 */
public final class Credentials extends CredentialsProvider {

  /** Who asks for a token does not care for the name, but wants one. */
  private static final String ANY_USER = "git";

  private interface Kind {
    /** Returns the user and the password, or null when this has none. */
    Answer answer(URIish server);
  }

  private record Answer(String user, char[] password) {}

  private final RemoteUrl url;
  private final Answers answers;
  private final Kind user = this::fromUser;
  private final List<Kind> kinds =
      List.of(
          this::fromUrl,
          this::fromEnvironment,
          this::fromNetrc,
          this::fromHelpers,
          user,
          this::tokenFromUrl);
  private final NetRC netrc;

  /** Who asked last; null before anyone has. The answer is that one's alone. */
  private URIish server;

  private int current;
  private Answer answer;
  private boolean given;
  private boolean refused;

  /** The credentials for one repository. */
  Credentials(RemoteUrl url, Answers answers) {
    this.url = url;
    this.answers = answers;
    this.netrc = netrc();
  }

  private static NetRC netrc() {
    File file = new File(FS.DETECTED.userHome(), ".netrc");
    return file.canRead() ? new NetRC(file) : null;
  }

  /** Tells whether a server got a password. */
  boolean wereGiven() {
    return given;
  }

  /** Tells whether the last password was for another server than a URL's. */
  boolean areForAnother(URIish other) {
    return server != null && !RemoteUrl.isSameServer(server, other);
  }

  /** Returns the password that was given last. */
  String password() {
    return new String(answer.password());
  }

  /** SSH asks for no password where this is false, even if the answer needs no user. */
  @Override
  public boolean isInteractive() {
    return true;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (CredentialItem item : items) {
      boolean known =
          item instanceof CredentialItem.Username
              || item instanceof CredentialItem.Password
              || item instanceof CredentialItem.InformationalMessage;
      if (!known) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(URIish asking, CredentialItem... items) {
    if (!supports(items)) {
      return false;
    }
    if (Stream.of(items).allMatch(CredentialItem.InformationalMessage.class::isInstance)) {
      return true; // what a server has to say is not shown
    }
    turnTo(asking);
    if (!find()) {
      return false;
    }
    for (CredentialItem item : items) {
      if (item instanceof CredentialItem.Username name) {
        name.setValue(answer.user());
      } else if (item instanceof CredentialItem.Password password) {
        password.setValue(answer.password());
        given = true;
      }
    }
    return true;
  }

  /** What was given last did not do. The user may try again. */
  @Override
  public void reset(URIish asking) {
    if (answer != null && !areForAnother(asking)) {
      answer = null;
      refused = true;
      current += kinds.get(current) == user ? 0 : 1;
    }
  }

  private void turnTo(URIish asking) {
    if (server == null || areForAnother(asking)) {
      server = asking;
      current = 0;
      answer = null;
      refused = false;
    }
  }

  private boolean find() {
    for (; answer == null && current < kinds.size(); current += answer == null ? 1 : 0) {
      answer = kinds.get(current).answer(server);
    }
    return answer != null;
  }

  private Answer fromUrl(URIish server) {
    char[] password = url.password();
    return password == null || !url.isServer(server) ? null : new Answer(userOrAny(), password);
  }

  private Answer fromEnvironment(URIish server) {
    String password = answers.variable(Answers.PASSWORD_VARIABLE);
    return password == null || !url.isServer(server)
        ? null
        : new Answer(userOrAny(), password.toCharArray());
  }

  private Answer fromNetrc(URIish server) {
    NetRC.NetRCEntry entry = netrc == null ? null : netrc.getEntry(server.getHost());
    boolean other = entry != null && url.user() != null && !url.user().equals(entry.login);
    return entry == null || entry.password == null || other
        ? null
        : new Answer(entry.login == null ? ANY_USER : entry.login, entry.password.clone());
  }

  private Answer fromHelpers(URIish server) {
    if (url.isSsh()) {
      return null;
    }
    String known = url.isServer(server) ? url.user() : null;
    Map<String, String> found = CredentialHelpers.fill(server, known, answers);
    String password = found.get("password");
    return password == null
        ? null
        : new Answer(found.getOrDefault("username", ANY_USER), password.toCharArray());
  }

  private Answer fromUser(URIish server) {
    String where = server.setUser(null).setPass(null).setPath("").toString();
    String why = refused ? "The server refused that. " : "";
    boolean known = url.user() != null && url.isServer(server);
    String user = known ? url.user() : answers.ask(why + "User for " + where + ": ");
    String question = (known ? why : "") + "Password for " + where + ": ";
    char[] password = user == null ? null : answers.askSecretly(question);
    return password == null ? null : new Answer(user, password);
  }

  /** A token may stand in the user's place, with no password. */
  private Answer tokenFromUrl(URIish server) {
    boolean token = !url.isSsh() && url.user() != null && url.password() == null;
    return token && url.isServer(server) ? new Answer(url.user(), new char[0]) : null;
  }

  private String userOrAny() {
    return url.user() == null ? ANY_USER : url.user();
  }
}
