package io.docteur.pack;

import io.docteur.storage.Storage;
import java.io.IOException;

/** A pack index of version 2, read where it lies: opening it costs the same for any size. */
public final class PackIndex implements ObjectIndex {

  /**
   * Opens the index that starts at a position.
   *
   * @throws io.docteur.DamagedImageException when no index of version 2 starts there, when its
   *     fan-out decreases, or when it cannot fit into the storage
   */
  public static PackIndex open(Storage storage, long position) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the bytes of the whole index, its two checksums included. */
  public long length() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int count() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int rank(ObjectId id) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public ObjectId id(int rank) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public long offset(int rank) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the CRC-32 of the entry with a rank, as it lies in the pack. */
  public int crc32(int rank) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the checksum of the pack that this index was made for. */
  public ObjectId packChecksum() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the checksum of the index as it is recorded in it. */
  public ObjectId indexChecksum() throws IOException {
    throw new UnsupportedOperationException();
  }
}
