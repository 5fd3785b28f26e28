package io.docteur.image;

import io.docteur.DamagedImageException;
import io.docteur.art.MalformedArtException;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import java.io.IOException;

/**
 * A section of rows, in pages of {@link ImageFormat#PAGE_LENGTH} bytes with their CRC-32s behind
 * the last one, four bytes each. Thread-safe.
 */
final class PagedSection {
  private final String name;
  private final long start;
  private final StoredPages pages;
  private final long length;

  PagedSection(Storage storage, Section section, ByteBoundedCache cache)
      throws UnusableLayoutException {
    this.name = storage.name();
    this.start = section.position();
    long checksums = count(section.length()) * Integer.BYTES;
    this.length = section.length() - checksums;
    if (length < 0) {
      throw new UnusableLayoutException("a section without the checksums of its pages");
    }
    if (length % Long.BYTES != 0) {
      throw new UnusableLayoutException("a section whose last number does not end");
    }
    this.pages =
        new StoredPages(
            storage,
            new Section(section.type(), section.position(), length, section.detail()),
            new Section(section.type(), section.position() + length, checksums, 0),
            cache);
  }

  /** Returns the number of pages in a section of so many bytes, checksums included. */
  private static long count(long length) {
    long page = ImageFormat.PAGE_LENGTH + Integer.BYTES;
    return (length + page - 1) / page;
  }

  /** Returns the bytes without the checksums. */
  long length() {
    return length;
  }

  /**
   * Returns the eight bytes at a position that is a multiple of eight.
   *
   * @throws DamagedImageException when there are none, or their page is damaged
   */
  long getLong(long position) throws IOException {
    try {
      byte[] page = pages.page(position).bytes();
      return Bytes.getLong(page, (int) (position % ImageFormat.PAGE_LENGTH));
    } catch (MalformedArtException e) {
      throw new DamagedImageException(name, start + e.position(), null, e.getMessage(), e);
    }
  }
}
