package io.docteur.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import org.eclipse.jetty.util.StringUtil;

/** The page of a listing. The directory, which may be a large one, is read as the page is. */
final class ListingStream extends InputStream {
  private final DirectoryStream<Path> directory;
  private final Iterator<Path> entries;
  private ByteBuffer part;
  private boolean last;

  /** The page of a directory. */
  @SuppressWarnings("StreamResourceLeak") // closed with this
  ListingStream(Path directory) throws IOException {
    this.directory = Files.newDirectoryStream(directory);
    this.entries = this.directory.iterator();
    this.part = StandardCharsets.UTF_8.encode(head(directory));
  }

  @Override
  public int read() throws IOException {
    return advance() ? part.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length && advance()) {
      int n = Math.min(length - done, part.remaining());
      part.get(bytes, offset + done, n);
      done += n;
    }
    return done > 0 || length == 0 ? done : -1;
  }

  /** Tells whether there is a byte more. */
  private boolean advance() throws IOException {
    while (!part.hasRemaining() && !last) {
      part = StandardCharsets.UTF_8.encode(next());
    }
    return part.hasRemaining();
  }

  private String next() throws IOException {
    try {
      last = !entries.hasNext();
      return last ? "</ul>\n</html>\n" : line(entries.next());
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static String head(Path directory) {
    String title = StringUtil.sanitizeXmlString(directory.toString());
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width\">\n"
        + ("<title>" + title + "</title>\n<h1>" + title + "</h1>\n<ul>\n")
        + (directory.getParent() == null ? "" : "<li><a href=\"../\">../</a>\n");
  }

  private static String line(Path entry) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    String name = entry.getFileName().toString();
    String slash = attributes.isDirectory() ? "/" : "";
    String size = attributes.isRegularFile() ? " (" + attributes.size() + " bytes)" : "";
    return ("<li><a href=\"./" + RequestPath.encode(name) + slash + "\">")
        + (StringUtil.sanitizeXmlString(name) + slash + "</a>" + size + "\n");
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
