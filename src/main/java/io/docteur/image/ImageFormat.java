package io.docteur.image;

/** The numbers of the image format, each named once. */
public final class ImageFormat {
  /** Where the raw id of the commit lies. */
  static final int COMMIT_ID = 0;

  /** Where the position of the index lies, a little-endian 64-bit number. */
  static final int INDEX_POSITION = 20;

  /** Where the pack starts, which is also the length of the header. */
  public static final int PACK_START = 28;

  /** The block size unless the maker says otherwise. It is not recorded in an image. */
  public static final int DEFAULT_BLOCK_SIZE = 512;

  private ImageFormat() {}
}
