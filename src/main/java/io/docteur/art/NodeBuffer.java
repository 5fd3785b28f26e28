package io.docteur.art;

import java.util.Arrays;

/**
 * Nodes on the heap, in one page. Not thread-safe while trees are built; safe for any number of
 * readers after that.
 */
public final class NodeBuffer implements NodeSink, Pages {
  private byte[] bytes = new byte[256];
  private int length;
  private volatile Page page;

  @Override
  public long position() {
    return length;
  }

  @Override
  public long pageLength() {
    return Long.MAX_VALUE;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when the nodes no longer fit in an array
   */
  @Override
  public void append(byte[] source, int offset, int count) {
    if (count > bytes.length - length) {
      long needed = (long) length + count;
      if (needed > Integer.MAX_VALUE - Long.BYTES) {
        throw new IllegalArgumentException("nodes of " + needed + " bytes in one array");
      }
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - Long.BYTES);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    page = null;
  }

  @Override
  public Page page(long position) throws MalformedArtException {
    Page whole = page;
    if (whole == null) {
      whole = trim();
    }
    if (!whole.contains(position)) {
      throw new MalformedArtException(position, "no page holds the node");
    }
    return whole;
  }

  private synchronized Page trim() {
    if (page == null) {
      bytes = Arrays.copyOf(bytes, length);
      page = new Page(0, bytes);
    }
    return page;
  }

  /** Returns how many bytes the nodes take. */
  public int bytes() {
    return length;
  }
}
