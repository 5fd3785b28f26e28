package io.docteur.art;

import java.io.IOException;

/** Where encoded nodes are read from. No node crosses the end of a page. */
@FunctionalInterface
public interface Pages {

  /**
   * Returns the page that holds a position.
   *
   * @throws MalformedArtException when no page does, or when it does not match its checksum
   * @throws IOException when it cannot be read
   */
  Page page(long position) throws IOException;
}
