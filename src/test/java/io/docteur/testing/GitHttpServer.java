package io.docteur.testing;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code git http-backend} behind the JDK's HTTP server. Repositories are at {@code /open/}, at
 * {@code /private/} and, by a digest, at {@code /digest/} for one user, and {@code /moved/}
 * redirects to {@code /open/}.
 */
public final class GitHttpServer implements Closeable {
  private static final String OPEN = "/open";
  private static final String PRIVATE = "/private";
  private static final String DIGEST = "/digest";
  private static final String MOVED = "/moved";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path root;

  /**
   * Starts a server.
   *
   * @param root where the repositories are
   * @param tls the server's certificate and what it asks for, or null for plain HTTP
   * @param user who may read what is private
   * @param password that user's
   */
  public GitHttpServer(Path root, HttpsConfigurator tls, String user, String password)
      throws IOException {
    this.root = root;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (tls == null) {
      server = HttpServer.create(address, 0);
    } else {
      HttpsServer secure = HttpsServer.create(address, 0);
      secure.setHttpsConfigurator(tls);
      server = secure;
    }
    server.setExecutor(threads);
    server.createContext(OPEN, exchange -> serve(exchange, OPEN));
    server
        .createContext(PRIVATE, exchange -> serve(exchange, PRIVATE))
        .setAuthenticator(
            new BasicAuthenticator("git") {
              @Override
              public boolean checkCredentials(String name, String secret) {
                return name.equals(user) && secret.equals(password);
              }
            });
    server
        .createContext(DIGEST, exchange -> serve(exchange, DIGEST))
        .setAuthenticator(new DigestAuthenticator(user, password));
    server.createContext(MOVED, exchange -> redirect(exchange));
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private static void redirect(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = OPEN + exchange.getRequestURI().toString().substring(MOVED.length());
      exchange.getResponseHeaders().set("Location", target);
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_MOVED_PERM, -1);
    }
  }

  private void serve(HttpExchange exchange, String context) throws IOException {
    try (exchange) {
      Process process = start(exchange, exchange.getRequestURI().getPath(), context);
      try (InputStream request = exchange.getRequestBody();
          OutputStream input = process.getOutputStream()) {
        request.transferTo(input);
      }
      try (InputStream output = process.getInputStream()) {
        int status = headers(output, exchange.getResponseHeaders());
        exchange.sendResponseHeaders(status, 0);
        output.transferTo(exchange.getResponseBody());
      } finally {
        process.destroy();
      }
    }
  }

  private Process start(HttpExchange exchange, String path, String context) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("GIT_PROJECT_ROOT", root.toString());
    environment.put("GIT_HTTP_EXPORT_ALL", "1");
    environment.put("REQUEST_METHOD", exchange.getRequestMethod());
    environment.put("PATH_INFO", path.substring(context.length()));
    put(environment, "QUERY_STRING", exchange.getRequestURI().getQuery());
    Headers headers = exchange.getRequestHeaders();
    put(environment, "CONTENT_TYPE", headers.getFirst("Content-Type"));
    put(environment, "HTTP_CONTENT_ENCODING", headers.getFirst("Content-Encoding"));
    put(environment, "GIT_PROTOCOL", headers.getFirst("Git-Protocol"));
    return builder.redirectError(new File("/dev/null")).start();
  }

  private static void put(Map<String, String> environment, String name, String value) {
    environment.put(name, value == null ? "" : value);
  }

  /** Reads the headers that git answers with, and returns the status. */
  private static int headers(InputStream in, Headers headers) throws IOException {
    int status = HttpURLConnection.HTTP_OK;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      if (line.startsWith("Status:")) {
        status = Integer.parseInt(value.substring(0, value.indexOf(' ')));
      } else {
        headers.set(line.substring(0, colon), value);
      }
    }
    return status;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(StandardCharsets.US_ASCII).strip();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
