package io.docteur.serve;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;

/**
 * An HTTP/1.1 server of the files of one mounted image. Thread-safe.
 *
 * <p>A file has the strong entity tag {@code "id"}, its git object id, or {@code "id-deflate"}
 * where the bytes of the pack go out as they are, deflated, to a client that accepts that. All are
 * last modified when the commit was made. Clients are told to ask again each time, which costs a
 * {@code 304} when nothing has changed: another image may be served under the same address one day.
 * Ranges are those of the content as it is, not deflated.
 *
 * <p>A directory is its {@code index.html}, or else a listing. Symbolic links are followed inside
 * of the image; nothing outside can be named.
 */
public final class DocteurServer implements Closeable {
  private static final System.Logger LOG = System.getLogger("io.docteur.serve");
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /** What names in an image need; {@link RequestPath} decodes paths and is stricter than Jetty. */
  private static final UriCompliance NAMES =
      UriCompliance.DEFAULT.with(
          "names",
          Violation.AMBIGUOUS_PATH_ENCODING,
          Violation.AMBIGUOUS_PATH_PARAMETER,
          Violation.AMBIGUOUS_PATH_SEPARATOR,
          Violation.BAD_UTF8_ENCODING,
          Violation.TRUNCATED_UTF8_ENCODING,
          Violation.SUSPICIOUS_PATH_CHARACTERS);

  private final Server server;
  private final GracefulHandler requests;
  private final URI uri;

  private DocteurServer(Server server, GracefulHandler requests, URI uri) {
    this.server = server;
    this.requests = requests;
    this.uri = uri;
  }

  /**
   * Starts a server.
   *
   * @param image a mounted image, not null, which stays the caller's to close, after the server
   * @param address where to listen, not null; port 0 is any that is free
   * @throws IllegalArgumentException when the file system is not an image
   * @throws java.nio.file.ClosedFileSystemException when it is closed
   * @throws IOException when the server cannot listen there
   */
  public static DocteurServer start(FileSystem image, InetSocketAddress address)
      throws IOException {
    if (!image.supportedFileAttributeViews().containsAll(Set.of("git", "posix"))) {
      throw new IllegalArgumentException("not an image: " + image);
    }
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, http());
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    server.addConnector(connector);
    GracefulHandler requests = new GracefulHandler(new ImageHandler(image));
    server.setHandler(requests);
    server.setErrorHandler(errors());
    server.setStopTimeout(STOP_TIMEOUT.toMillis());
    try {
      server.start();
      URI uri = uri(address.getHostString(), connector.getLocalPort());
      return new DocteurServer(server, requests, uri);
    } catch (Exception e) {
      IOException failure = cannotListen(address, e);
      stop(server, failure);
      throw failure;
    }
  }

  private static HttpConnectionFactory http() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setUriCompliance(NAMES);
    return new HttpConnectionFactory(configuration);
  }

  private static ErrorHandler errors() {
    ErrorHandler errors = new ErrorHandler();
    errors.setShowStacks(false);
    errors.setShowCauses(false);
    return errors;
  }

  private static URI uri(String host, int port) throws URISyntaxException {
    return new URI("http", null, host, port, "/", null, null);
  }

  /** Jetty tells the address alone, in the form of its class, and hides the reason in a cause. */
  private static IOException cannotListen(InetSocketAddress address, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = root instanceof UnresolvedAddressException ? "no such host" : root.getMessage();
    String host = address.getHostString();
    String place = (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    return new IOException("cannot listen at " + place + ": " + reason, e);
  }

  private static IOException asIOException(Exception e) {
    return e instanceof IOException io ? io : new IOException(e.getMessage(), e);
  }

  private static void stop(Server server, IOException failure) {
    try {
      server.stop();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** Returns the address of the root directory. */
  public URI uri() {
    return uri;
  }

  /**
   * Waits until the server is closed.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public void join() throws InterruptedException {
    server.join();
  }

  /**
   * Waits for what is in flight, unless the thread is interrupted: then Jetty is to wait no more
   * either. Jetty's own stop ends an answer whose client takes nothing for a second.
   *
   * @return whether it was interrupted; the flag is cleared, since with it Jetty stops half-way
   */
  private boolean letRequestsEnd() throws ExecutionException {
    for (Connector connector : server.getConnectors()) {
      ((ServerConnector) connector).close(); // to new connections
    }
    try {
      requests.shutdown().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.log(System.Logger.Level.DEBUG, "answers are cut short", e);
    } catch (InterruptedException e) {
      server.setStopTimeout(0);
      return true;
    }
    return Thread.interrupted();
  }

  /**
   * Stops: no more requests are taken, and those in flight get up to ten seconds to end, or none
   * more once the thread is interrupted, which then stays interrupted. A second call does nothing.
   *
   * @throws IOException when the server cannot be stopped
   */
  @Override
  public void close() throws IOException {
    boolean interrupted = false;
    try {
      interrupted = server.isRunning() && letRequestsEnd();
      server.stop();
    } catch (Exception e) {
      throw asIOException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
