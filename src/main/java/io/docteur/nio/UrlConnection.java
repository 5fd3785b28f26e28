package io.docteur.nio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A connection to a file or directory of a mounted image, with the headers that one to {@code
 * file:} has. The content of a directory is the names in it, a line each. Not thread-safe.
 */
final class UrlConnection extends URLConnection {
  /** As HTTP writes dates (RFC 9110, section 5.6.7), with two digits for the day. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  /** The last that a header can write. */
  private static final int LAST_YEAR = 9999;

  private Map<String, String> headers = Map.of();
  private Path path;
  private boolean directory;
  private InputStream content;

  UrlConnection(URL url) {
    super(url);
  }

  /**
   * Finds the file.
   *
   * @throws MalformedURLException when the URL is none of docteur's
   * @throws FileNotFoundException when there is no such file, as all connections of the JDK have it
   * @throws IOException when its image is not mounted, or cannot be read
   */
  @Override
  public void connect() throws IOException {
    if (connected) {
      return;
    }
    path = path();
    BasicFileAttributes attributes = attributes();
    directory = attributes.isDirectory();
    headers = directory ? Map.of("content-type", "text/plain") : headers(attributes);
    connected = true;
  }

  private Path path() throws IOException {
    try {
      return Mounts.path(URI.create(DocteurUri.SCHEME + ":" + url.getFile()));
    } catch (FileSystemNotFoundException e) {
      throw new IOException("its image is not mounted: " + url, e);
    } catch (IllegalArgumentException e) {
      throw (IOException) new MalformedURLException(e.getMessage()).initCause(e);
    }
  }

  private BasicFileAttributes attributes() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw (IOException) new FileNotFoundException(e.getMessage()).initCause(e);
    }
  }

  private Map<String, String> headers(BasicFileAttributes attributes) {
    Map<String, String> result = new LinkedHashMap<>();
    String type = guessContentTypeFromName(path.toString());
    if (type != null) {
      result.put("content-type", type);
    }
    result.put("content-length", Long.toString(attributes.size()));
    OffsetDateTime modified = attributes.lastModifiedTime().toInstant().atOffset(ZoneOffset.UTC);
    if (modified.getYear() <= LAST_YEAR) {
      result.put("last-modified", DATE.format(modified));
    }
    return result;
  }

  /** Returns the content: the same stream at each call. */
  @Override
  public InputStream getInputStream() throws IOException {
    connect();
    if (content == null) {
      content = directory ? new ByteArrayInputStream(names()) : Files.newInputStream(path);
    }
    return content;
  }

  private byte[] names() throws IOException {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        names.writeBytes(DocteurPath.of(entry).getFileName().bytes());
        names.write('\n');
      }
    }
    return names.toByteArray();
  }

  /** Returns the headers; none where connecting fails, as their getters have it. */
  private Map<String, String> headers() {
    try {
      connect();
    } catch (IOException e) {
      return Map.of();
    }
    return headers;
  }

  @Override
  public String getHeaderField(String name) {
    return name == null ? null : headers().get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public String getHeaderFieldKey(int n) {
    return headers().keySet().stream().skip(n).findFirst().orElse(null);
  }

  @Override
  public String getHeaderField(int n) {
    return getHeaderField(getHeaderFieldKey(n));
  }

  @Override
  public Map<String, List<String>> getHeaderFields() {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    headers().forEach((name, value) -> fields.put(name, List.of(value)));
    return fields;
  }
}
