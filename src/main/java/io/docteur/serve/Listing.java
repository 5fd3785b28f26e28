package io.docteur.serve;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

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

  @Override
  public void send(Exchange exchange, Conditions conditions) throws IOException {
    ListingStream page = new ListingStream(directory);
    exchange.headers().put(HttpHeader.ETAG, tag);
    exchange.headers().put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
    exchange.send(page);
  }
}
