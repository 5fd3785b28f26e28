package io.docteur.image;

import io.docteur.DamagedImageException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.PackFormat;
import io.docteur.pack.PackIndex;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import java.io.IOException;

/**
 * What an image starts with.
 *
 * @param commitId the commit to be mounted
 * @param indexPosition where the index starts, as it is recorded
 * @param objects how many objects the pack says it has
 */
record Header(ObjectId commitId, long indexPosition, long objects) {
  private static final int PACK_VERSION_AT = ImageFormat.PACK_START + Integer.BYTES;
  private static final int PACK_OBJECTS_AT = PACK_VERSION_AT + Integer.BYTES;
  private static final int LENGTH = ImageFormat.PACK_START + PackFormat.HEADER_LENGTH;

  /** Tells whether a storage starts with a header and a pack. */
  static boolean isThere(Storage storage) throws IOException {
    return storage.size() >= LENGTH && startsPack(start(storage));
  }

  /**
   * Reads the header.
   *
   * @throws DamagedImageException when there is none
   */
  static Header read(Storage storage) throws IOException {
    if (!isThere(storage)) {
      throw damaged(storage, ImageFormat.PACK_START, "no pack of version 2");
    }
    byte[] start = start(storage);
    return new Header(
        ObjectId.fromBytes(start, ImageFormat.COMMIT_ID),
        Bytes.getLongLittleEndian(start, ImageFormat.INDEX_POSITION),
        Integer.toUnsignedLong(Bytes.getInt(start, PACK_OBJECTS_AT)));
  }

  private static byte[] start(Storage storage) throws IOException {
    byte[] start = new byte[LENGTH];
    storage.read(0, start, 0, LENGTH);
    return start;
  }

  private static boolean startsPack(byte[] start) {
    return Bytes.getInt(start, ImageFormat.PACK_START) == PackFormat.MAGIC
        && Bytes.getInt(start, PACK_VERSION_AT) == PackFormat.VERSION;
  }

  private static DamagedImageException damaged(Storage storage, long position, String reason) {
    return new DamagedImageException(storage.name(), position, null, reason);
  }

  /** Returns what no entry of the pack reaches past: the index where there can be one. */
  long packEnd(Storage storage) {
    return isIndexPosition(storage) ? indexPosition : storage.size();
  }

  private boolean isIndexPosition(Storage storage) {
    return indexPosition >= ImageFormat.FIRST_INDEX_POSITION && indexPosition < storage.size();
  }

  /**
   * Opens the index.
   *
   * @throws DamagedImageException when there is none, or one of another number of objects
   */
  PackIndex openIndex(Storage storage) throws IOException {
    if (!isIndexPosition(storage)) {
      throw damaged(
          storage, ImageFormat.INDEX_POSITION, "no index can lie at byte " + indexPosition);
    }
    PackIndex index = PackIndex.open(storage, indexPosition);
    if (index.count() != objects) {
      throw damaged(
          storage,
          indexPosition,
          "an index of " + index.count() + " objects for a pack of " + objects);
    }
    return index;
  }
}
