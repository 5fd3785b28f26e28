package io.docteur.image;

import io.docteur.pack.ObjectId;
import io.docteur.pack.PackFormat;

/**
 * The numbers of the image format, each named once.
 *
 * <pre>
 *   0  header: the commit's raw id, the position of the index (little-endian), 28 bytes in all
 *  28  a git pack of version 2
 *      zeros to a multiple of the block size, at least one
 *      the layout, where the image carries one: sections, their table, zeros, the footer,
 *      which ends where the index starts
 *      a git pack index of version 2
 *      zeros to a multiple of the block size, at least one
 * </pre>
 *
 * <p>All but the layout is the format of the original docteur, whose readers skip what lies between
 * the pack and the index.
 */
public final class ImageFormat {
  /** Where the raw id of the commit lies. */
  static final int COMMIT_ID = 0;

  /** Where the position of the index lies, a little-endian 64-bit number. */
  static final int INDEX_POSITION = 20;

  /** Where the pack starts, which is also the length of the header. */
  public static final int PACK_START = 28;

  /** The block size unless the maker says otherwise. It is not recorded in an image. */
  public static final int DEFAULT_BLOCK_SIZE = 512;

  /** No index starts before: the smallest pack has a header and a checksum. */
  static final long FIRST_INDEX_POSITION = PACK_START + PackFormat.HEADER_LENGTH + ObjectId.LENGTH;

  /** The bytes of a page of ARTs, which a reader checks and keeps as one. */
  static final int PAGE_LENGTH = 16 << 10;

  private ImageFormat() {}

  /** Returns how many zeros follow a position: to the next multiple of a block, never none. */
  static int padding(long position, int blockSize) {
    return (int) (blockSize - position % blockSize);
  }
}
