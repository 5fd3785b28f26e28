package io.docteur.art;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Nodes in pages that are handed out one by one, each in an array of its own. */
final class TestPages implements NodeSink, Pages {
  private final int pageLength;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private Page[] pages;

  TestPages(int pageLength) {
    this.pageLength = pageLength;
  }

  @Override
  public long position() {
    return written.size();
  }

  @Override
  public long pageLength() {
    return pageLength;
  }

  @Override
  public void append(byte[] bytes, int offset, int length) {
    written.write(bytes, offset, length);
    pages = null;
  }

  @Override
  public Page page(long position) throws MalformedArtException {
    if (position < 0 || position >= written.size()) {
      throw new MalformedArtException(position, "outside");
    }
    if (pages == null) {
      split();
    }
    return pages[(int) (position / pageLength)];
  }

  byte[] bytes() {
    return written.toByteArray();
  }

  private void split() {
    byte[] all = written.toByteArray();
    pages = new Page[(all.length + pageLength - 1) / pageLength];
    for (int i = 0; i < pages.length; i++) {
      int start = i * pageLength;
      int end = Math.min(all.length, start + pageLength);
      pages[i] = new Page(start, Arrays.copyOfRange(all, start, end));
    }
  }
}
