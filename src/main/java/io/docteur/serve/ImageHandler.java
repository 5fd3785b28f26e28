package io.docteur.serve;

import io.docteur.nio.GitFileAttributes;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers requests for what is in an image. */
final class ImageHandler extends Handler.Abstract {
  private static final System.Logger LOG = System.getLogger("io.docteur.serve");
  private static final HttpField ALLOW =
      new PreEncodedHttpField(HttpHeader.ALLOW, "GET, HEAD, OPTIONS");
  private static final HttpField ASK_AGAIN =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache");
  private static final HttpField VARY =
      new PreEncodedHttpField(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());
  private static final String INDEX = "index.html";

  /** The last that HTTP can write; no later one is sent, since it lies in the future. */
  private static final Instant LAST_DATE = Instant.parse("9999-12-31T23:59:59Z");

  private final FileSystem image;
  private final Instant modified;
  private final HttpField lastModified;

  ImageHandler(FileSystem image) throws IOException {
    this.image = image;
    this.modified = Files.getLastModifiedTime(image.getPath("/")).toInstant();
    Instant written = modified.isBefore(LAST_DATE) ? modified : LAST_DATE;
    String date = DateGenerator.formatDate(written);
    this.lastModified = new PreEncodedHttpField(HttpHeader.LAST_MODIFIED, date);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, telling(request, callback));
    String method = request.getMethod();
    if (HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method)) {
      answer(exchange);
    } else if (HttpMethod.OPTIONS.is(method)) {
      exchange.headers().put(ALLOW);
      exchange.end(HttpStatus.NO_CONTENT_204);
    } else {
      exchange.error(HttpStatus.METHOD_NOT_ALLOWED_405, ALLOW);
    }
    return true;
  }

  /** Tells of a file that turns out to be damaged while it is sent. */
  private static Callback telling(Request request, Callback callback) {
    return Callback.from(
        callback::succeeded,
        failure -> {
          if (failure instanceof FileSystemException) {
            warn(request.getHttpURI().getPath(), failure);
          }
          callback.failed(failure);
        });
  }

  /** In one line, which says all: there may be one with each request. */
  private static void warn(String path, Throwable failure) {
    LOG.log(System.Logger.Level.WARNING, "cannot serve " + path + ": " + failure.getMessage());
  }

  private void answer(Exchange exchange) {
    String raw = exchange.request().getHttpURI().getPath();
    try {
      String path = RequestPath.decode(raw);
      if (path == null) {
        exchange.error(HttpStatus.NOT_FOUND_404);
      } else {
        answer(exchange, image.getPath(path), raw, path.endsWith("/"));
      }
    } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException e) {
      exchange.error(HttpStatus.NOT_FOUND_404);
    } catch (HttpException.RuntimeException e) {
      exchange.error(e.getCode()); // a header that cannot be understood
    } catch (IOException e) {
      warn(raw, e);
      exchange.error(HttpStatus.INTERNAL_SERVER_ERROR_500);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot serve " + raw, e);
      exchange.error(HttpStatus.INTERNAL_SERVER_ERROR_500);
    }
  }

  private void answer(Exchange exchange, Path path, String raw, boolean slash) throws IOException {
    GitFileAttributes attributes = Files.readAttributes(path, GitFileAttributes.class);
    if (!attributes.isDirectory()) {
      if (slash) {
        throw new NotDirectoryException(path.toString());
      }
      send(exchange, new FileContent(path, attributes, exchange.request().getHeaders()));
    } else if (!slash) {
      redirect(exchange, raw + "/");
    } else {
      Path index = path.resolve(INDEX);
      if (Files.isRegularFile(index)) {
        answer(exchange, index, raw, false);
      } else {
        send(exchange, new Listing(path, attributes.id()));
      }
    }
  }

  /** Not for ever: another image may have a file there. */
  private static void redirect(Exchange exchange, String path) {
    String query = exchange.request().getHttpURI().getQuery();
    exchange.headers().put(HttpHeader.LOCATION, query == null ? path : path + "?" + query);
    exchange.headers().put(ASK_AGAIN);
    exchange.end(HttpStatus.FOUND_302);
  }

  /** Sends content, or what the conditions of the request ask for in its place. */
  private void send(Exchange exchange, Content content) throws IOException {
    HttpFields request = exchange.request().getHeaders();
    Conditions conditions = new Conditions(request, content.tags(), modified);
    if (conditions.fail()) {
      exchange.error(HttpStatus.PRECONDITION_FAILED_412);
      return;
    }
    exchange.headers().put(ASK_AGAIN).put(VARY);
    if (!modified.isAfter(Instant.now())) { // a date in the future may not be sent
      exchange.headers().put(lastModified);
    }
    String unchanged = conditions.unchanged();
    if (unchanged == null) {
      content.send(exchange, conditions);
    } else {
      exchange.headers().put(HttpHeader.ETAG, unchanged);
      exchange.unchanged();
    }
  }
}
