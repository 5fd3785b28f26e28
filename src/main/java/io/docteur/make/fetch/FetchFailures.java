package io.docteur.make.fetch;

import io.docteur.DamagedImageException;
import io.docteur.make.ssh.SshSessions;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.transport.URIish;

/** Says in one line why a fetch failed, whatever JGit made of it. */
public final class FetchFailures {
  /** A server says so, or gives an id of 64 digits where JGit expects 40. */
  private static final Pattern SHA256 =
      Pattern.compile(
          "mismatched object format|object-format=sha256|(?<!\\p{XDigit})\\p{XDigit}{64}(?!\\p{XDigit})");

  /**
   * What the JDK and SSHD say where they have no exception of its own for it. SSHD may also stumble
   * over a session that is half-made, or gone already.
   */
  private static final Pattern LOST =
      Pattern.compile(
          "Premature EOF|Error writing to server|closing session|session is (being )?closed"
              + "|closed by remote|broken pipe|connection reset|No session attached"
              + "|\"config\" is null|^closed$",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  /** What the JDK, and what JGit says of the status of a proxy that does not connect. */
  private static final Pattern PROXY =
      Pattern.compile("Proxy returns \"HTTP/[0-9.]+ ([^\"\n]*)\"|: (407 [^\n]*)");

  private static final Pattern PROXY_PASSWORD = Pattern.compile("40[17]\\b.*");

  /** What JGit says of a status line that the JDK cannot read. */
  private static final String NO_STATUS = "-1 null";

  /** What the JDK says of an empty trust store, such as one of PKCS #12 without its password. */
  private static final String NO_ANCHORS = "trustAnchors parameter must be non-empty";

  private static final int MAX_CAUSES = 20;

  private FetchFailures() {}

  /**
   * Returns the exception to throw.
   *
   * @param ssh what connected by SSH, or null
   */
  static IOException translate(
      RemoteUrl url, Exception e, SshSessions ssh, Credentials credentials) {
    FileSystemException ours = here(e);
    if (ours != null && (ours == e || ssh == null)) {
      return ours;
    }
    String refusal = ssh == null ? null : ssh.refusal();
    String reason = refusal == null ? reason(url, e, ssh, credentials) : refusal;
    return Repositories.failure(url.toString(), reason, e);
  }

  /** Returns what failed with a file on this machine; null where what came is to blame. */
  static FileSystemException here(Exception e) {
    FileSystemException found = cause(e, FileSystemException.class);
    return found instanceof DamagedImageException ? null : found;
  }

  /** Tells whether a server hung up without a word. */
  static boolean isHangUp(Exception e) {
    boolean lost = cause(e, EOFException.class) != null || cause(e, SocketException.class) != null;
    return lost && !isRefused(e) && cause(e, NoRemoteRepositoryException.class) == null;
  }

  /** Tells whether there was no connection. */
  static boolean isRefused(Exception e) {
    return cause(e, ConnectException.class) != null;
  }

  private static String reason(
      RemoteUrl url, Exception e, SshSessions ssh, Credentials credentials) {
    String host = url.uri().getHost();
    UnreachableProxyException proxy = cause(e, UnreachableProxyException.class);
    if (proxy != null) {
      return proxy.getMessage();
    }
    String all = messages(e);
    if (all.contains(JGitText.get().unknownHost)
        || cause(e, UnknownHostException.class) != null
        || cause(e, UnresolvedAddressException.class) != null) {
      return "unknown host: " + unknownHost(host, e, ssh);
    }
    if (SHA256.matcher(all).find()) {
      return "the repository's ids are of format sha256, and images hold sha1 ones only";
    }
    String ofHttp = ssh == null ? ofHttp(e, all) : null;
    if (ofHttp != null) {
      return ofHttp;
    }
    if (isRefusedUser(all)) {
      return ofUser(ssh, credentials);
    }
    if (cause(e, NoRemoteRepositoryException.class) != null
        && cause(e, EOFException.class) == null) { // or else JGit has only concluded it
      return "no such repository: " + detail(url.uri(), e);
    }
    if (cause(e, InterruptedIOException.class) != null
        || cause(e, InterruptedException.class) != null // by JGit, after the timeout
        || cause(e, TimeoutException.class) != null) {
      return "the server does not answer";
    }
    if (isRefused(e) || cause(e, NoRouteToHostException.class) != null) {
      return "no connection to " + host + ": " + deepest(e);
    }
    if (isLost(e)) {
      boolean stumbled = cause(e, RuntimeException.class) != null;
      return "the connection was lost" + (stumbled ? "" : ": " + deepest(e));
    }
    String detail = detail(url.uri(), e);
    return detail.equals(NO_STATUS) ? "the server's answer is not one of HTTP" : detail;
  }

  /** Returns the URL's host, or that of a server which another one has redirected to. */
  private static String unknownHost(String host, Exception e, SshSessions ssh) {
    UnknownHostException unknown = ssh == null ? cause(e, UnknownHostException.class) : null;
    return unknown == null || unknown.getMessage() == null ? host : line(unknown);
  }

  /** Returns what is wrong with certificates or a proxy, or null. */
  private static String ofHttp(Exception e, String all) {
    if (all.contains(NO_ANCHORS)) {
      return "no secure connection: the trust store holds no certificate, or"
          + " javax.net.ssl.trustStorePassword must be given too";
    }
    if (cause(e, SSLException.class) != null) {
      return "no secure connection: " + deepest(cause(e, SSLException.class));
    }
    if (cause(e, GeneralSecurityException.class) != null) {
      // The JDK cannot open a store, and says so by an exception of sockets.
      return "no secure connection: " + deepest(e);
    }
    Matcher proxy = PROXY.matcher(all);
    if (!proxy.find()) {
      return null;
    }
    String status = proxy.group(1) == null ? proxy.group(2) : proxy.group(1);
    return PROXY_PASSWORD.matcher(status).matches()
        ? "the proxy wants a user and a password, and those that it has got, if any, are wrong"
        : "the proxy does not connect: " + status;
  }

  private static String ofUser(SshSessions ssh, Credentials credentials) {
    if (ssh != null) {
      String key = ssh.unusedKey();
      return "the server refused the user: it takes none of the keys and passwords that are known"
          + (key == null ? "" : "; " + key);
    }
    return credentials.wereGiven()
        ? "the server refused the user or the password"
        : "the server wants a user and a password, and none is known";
  }

  /** Tells whether a connection ended that was there. */
  static boolean isLost(Exception e) {
    return cause(e, EOFException.class) != null
        || cause(e, SocketException.class) != null
        || cause(e, IllegalThreadStateException.class) != null // no command ends with no code
        || LOST.matcher(messages(e)).find();
  }

  private static boolean isRefusedUser(String all) {
    return all.contains(JGitText.get().notAuthorized)
        || all.contains("No more authentication methods available")
        || all.contains("SSH authentication canceled")
        || all.contains("Auth fail");
  }

  /** Returns in one line what the outermost exception says, without the URL before it. */
  static String detail(URIish url, Exception e) {
    String line = line(e);
    String prefix = url + ": ";
    return line.startsWith(prefix) ? line.substring(prefix.length()) : line;
  }

  private static String deepest(Throwable e) {
    Throwable last = e;
    for (int i = 0; i < MAX_CAUSES && last.getCause() != null; i++) {
      last = last.getCause();
    }
    return line(last);
  }

  private static String messages(Throwable e) {
    StringBuilder all = new StringBuilder();
    Throwable next = e;
    for (int i = 0; i < MAX_CAUSES && next != null; i++) {
      all.append(next.getMessage()).append('\n');
      next = next.getCause();
    }
    return all.toString();
  }

  private static <T extends Throwable> T cause(Throwable e, Class<T> type) {
    Throwable next = e;
    for (int i = 0; i < MAX_CAUSES && next != null; i++) {
      if (type.isInstance(next)) {
        return type.cast(next);
      }
      next = next.getCause();
    }
    return null;
  }

  /** A server's words could hold what fools a terminal. */
  private static String line(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("").replaceAll("\\p{Cc}+", " ").strip();
  }
}
