package io.docteur.serve;

import io.docteur.nio.GitFileAttributeView;
import io.docteur.nio.GitFileAttributes;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * A file, as it is or deflated. The coding {@code deflate} of HTTP is the zlib format (RFC 9110,
 * section 8.4.1.2), which is that of a pack.
 */
final class FileContent implements Content {
  private static final HttpField DEFLATE =
      new PreEncodedHttpField(HttpHeader.CONTENT_ENCODING, "deflate");
  private static final HttpField RANGES =
      new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");

  /** Numbers that Jetty cannot parse: as positions, they lie behind the end of any file. */
  private static final Pattern BEYOND_LONG = Pattern.compile("0*[1-9][0-9]{18,}");

  private static final String BEYOND_ALL = "9".repeat(18);

  private final Path path;
  private final GitFileAttributes attributes;
  private final String tag;
  private final String deflatedTag;
  private final boolean acceptsDeflate;

  /**
   * Content.
   *
   * @param request the headers of who asks for it
   */
  FileContent(Path path, GitFileAttributes attributes, HttpFields request) {
    this.path = path;
    this.attributes = attributes;
    this.tag = '"' + attributes.id() + '"';
    this.deflatedTag = '"' + attributes.id() + "-deflate\"";
    this.acceptsDeflate = acceptsDeflate(request);
  }

  @Override
  public List<String> tags() {
    return acceptsDeflate ? List.of(tag, deflatedTag) : List.of(tag);
  }

  /** Tells whether a client names this coding, and likes none better that it could have. */
  private static boolean acceptsDeflate(HttpFields request) {
    for (String coding : request.getQualityCSV(HttpHeader.ACCEPT_ENCODING)) {
      if (coding.equalsIgnoreCase("deflate")) {
        return true;
      }
      if (coding.equalsIgnoreCase("identity")) {
        return false;
      }
    }
    return false;
  }

  @Override
  public void send(Exchange exchange, Conditions conditions) throws IOException {
    exchange.headers().put(HttpHeader.CONTENT_TYPE, ContentTypes.of(path)).put(RANGES);
    List<ByteRange> ranges = ranges(exchange, conditions);
    if (ranges == null) {
      sendWhole(exchange);
    } else if (ranges.isEmpty()) {
      String none = ByteRange.toNonSatisfiableHeaderValue(attributes.size());
      HttpField size = new HttpField(HttpHeader.CONTENT_RANGE, none);
      exchange.error(HttpStatus.RANGE_NOT_SATISFIABLE_416, size);
    } else {
      sendRange(exchange, ranges.get(0));
    }
  }

  /**
   * Returns the range that is asked for, none when it lies outside, or null when everything is to
   * be sent, as also when several are asked for: a server may (RFC 9110, section 14.2).
   */
  private List<ByteRange> ranges(Exchange exchange, Conditions conditions) {
    List<String> asked = exchange.request().getHeaders().getValuesList(HttpHeader.RANGE);
    boolean bytes = asked.size() == 1 && asked.get(0).startsWith("bytes=");
    if (!bytes || exchange.isHead() || !conditions.allowRange()) {
      return null;
    }
    String range = BEYOND_LONG.matcher(asked.get(0)).replaceAll(BEYOND_ALL);
    List<ByteRange> ranges = ByteRange.parse(List.of(range), attributes.size());
    return ranges.size() > 1 ? null : ranges;
  }

  private void sendWhole(Exchange exchange) throws IOException {
    Optional<SeekableByteChannel> deflated =
        acceptsDeflate
            ? Files.getFileAttributeView(path, GitFileAttributeView.class).openDeflated()
            : Optional.empty();
    if (deflated.isPresent()) {
      exchange.headers().put(HttpHeader.ETAG, deflatedTag).put(DEFLATE);
      exchange.send(deflated.get(), 0, deflated.get().size());
    } else {
      exchange.headers().put(HttpHeader.ETAG, tag);
      exchange.send(Files.newByteChannel(path), 0, attributes.size());
    }
  }

  private void sendRange(Exchange exchange, ByteRange range) throws IOException {
    // Jetty would write the numbers in the digits of the JVM's locale.
    String sent = "bytes " + range.first() + "-" + range.last() + "/" + attributes.size();
    exchange.headers().put(HttpHeader.ETAG, tag).put(HttpHeader.CONTENT_RANGE, sent);
    exchange.response().setStatus(HttpStatus.PARTIAL_CONTENT_206);
    exchange.send(Files.newByteChannel(path), range.first(), range.getLength());
  }
}
