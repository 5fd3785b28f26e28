package io.docteur.serve;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.StringUtil;

/** A page with the names in a directory. It depends on the directory's tree and on our version. */
final class Listing implements Content {
  private static final String VERSION = version();

  private final Path directory;
  private final String tag;

  /**
   * A listing.
   *
   * @param id the id of the directory's tree
   */
  Listing(Path directory, String id) {
    this.directory = directory;
    this.tag = '"' + id + '-' + VERSION + '"';
  }

  /** A jar on the class path has the version in its manifest, a module in its descriptor. */
  private static String version() {
    String manifest = Listing.class.getPackage().getImplementationVersion();
    return manifest != null
        ? manifest
        : Optional.ofNullable(Listing.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .orElse("0");
  }

  @Override
  public List<String> tags() {
    return List.of(tag);
  }

  /** Sends the page while the directory is read, which may be a large one. */
  @Override
  public void send(Exchange exchange, Conditions conditions) throws IOException {
    exchange.headers().put(HttpHeader.ETAG, tag);
    exchange.headers().put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
    OutputStream body = Response.asBufferedOutputStream(exchange.request(), exchange.response());
    Writer page = new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8));
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      write(entries, page);
      page.close(); // not after a failure: what is closed is whole
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    exchange.callback().succeeded();
  }

  private void write(DirectoryStream<Path> entries, Writer page) throws IOException {
    String title = StringUtil.sanitizeXmlString(directory.toString());
    page.write("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n");
    page.write("<meta name=\"viewport\" content=\"width=device-width\">\n");
    page.write("<title>" + title + "</title>\n<h1>" + title + "</h1>\n<ul>\n");
    if (directory.getParent() != null) {
      page.write("<li><a href=\"../\">../</a>\n");
    }
    for (Path entry : entries) {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      String name = entry.getFileName().toString();
      String slash = attributes.isDirectory() ? "/" : "";
      String size = attributes.isRegularFile() ? " (" + attributes.size() + " bytes)" : "";
      page.write("<li><a href=\"./" + RequestPath.encode(name) + slash + "\">");
      page.write(StringUtil.sanitizeXmlString(name) + slash + "</a>" + size + "\n");
    }
    page.write("</ul>\n</html>\n");
  }
}
