package io.docteur.art;

import java.io.IOException;

/** Where {@link ArtBuilder} writes nodes, one after the other, children before their parents. */
public interface NodeSink {

  /** Returns the position at which the next byte will lie. */
  long position();

  /**
   * Returns the length of a page, a power of two: a node may not cross a multiple of it. {@link
   * Long#MAX_VALUE} when all nodes lie in one page.
   */
  long pageLength();

  /** Appends bytes. */
  void append(byte[] bytes, int offset, int length) throws IOException;
}
