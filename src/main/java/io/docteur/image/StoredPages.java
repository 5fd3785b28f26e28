package io.docteur.image;

import io.docteur.art.MalformedArtException;
import io.docteur.art.Page;
import io.docteur.art.Pages;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.util.zip.CRC32;

/** The pages of ARTs that an image carries, each checked by its CRC-32 when it is read. */
final class StoredPages implements Pages {
  private final Storage storage;
  private final Section directories;
  private final Section checksums;
  private final ByteBoundedCache cache;

  StoredPages(Storage storage, Section directories, Section checksums, ByteBoundedCache cache) {
    this.storage = storage;
    this.directories = directories;
    this.checksums = checksums;
    this.cache = cache;
  }

  /** Returns how many pages so many bytes take. */
  static long count(long length) {
    return (length + ImageFormat.PAGE_LENGTH - 1) / ImageFormat.PAGE_LENGTH;
  }

  @Override
  public Page page(long position) throws IOException {
    if (position < 0 || position >= directories.length()) {
      throw new MalformedArtException(position, "a node outside of its section");
    }
    long start = position - position % ImageFormat.PAGE_LENGTH;
    int length = (int) Math.min(ImageFormat.PAGE_LENGTH, directories.length() - start);
    long key = directories.position() + start;
    // A section that overlaps with this one may have left a page of another length there.
    if (cache.get(key) instanceof Page page && page.bytes().length == length) {
      return page;
    }
    Page page = read(start, length);
    cache.put(key, page, page.bytes().length);
    return page;
  }

  private Page read(long start, int length) throws IOException {
    byte[] bytes = new byte[length];
    storage.read(directories.position() + start, bytes, 0, bytes.length);
    byte[] checksum = new byte[Integer.BYTES];
    long row = start / ImageFormat.PAGE_LENGTH * Integer.BYTES;
    storage.read(checksums.position() + row, checksum, 0, checksum.length);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if ((int) crc.getValue() != Bytes.getInt(checksum, 0)) {
      throw new MalformedArtException(start, "a page that does not match its checksum");
    }
    return new Page(start, bytes);
  }
}
