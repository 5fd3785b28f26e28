package io.docteur.pack;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;

/**
 * Objects of a pack of version 2, by the position of their entries.
 *
 * <p>Every inflated stream is checked by its Adler-32 before a byte of it goes out, except a blob
 * that is streamed ({@link #open}). Delta chains are resolved in a loop, from the nearest base in
 * the shared cache; no lock is held while inflating. Thread-safe.
 *
 * <p>Offsets are counted from the pack's first byte. Any offset may be asked for: one at which no
 * sound entry starts gives {@link io.docteur.DamagedImageException}, in bounded time and memory.
 */
public final class Pack implements Closeable {

  /**
   * The pack in a part of a storage, which stays the caller's to close.
   *
   * @param start the position of the pack's first byte in the storage
   * @param end the position that no entry's bytes reach past
   * @param index finds the bases of REF_DELTA entries
   * @param cache keeps bases and small objects, keyed by their position in the storage
   * @param limits how large an object may become on the heap
   */
  public Pack(
      Storage storage,
      long start,
      long end,
      ObjectIndex index,
      ByteBoundedCache cache,
      PackLimits limits) {
    throw new UnsupportedOperationException();
  }

  /** Returns the header of the entry at an offset. */
  public PackEntry entry(long offset) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the type of the object at an offset, which for a delta is that of its last base. */
  public ObjectType type(long offset) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the size of the object at an offset, inflating no more than the head of a delta. */
  public long size(long offset) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the number of deltas between the object at an offset and one stored whole. */
  public int deltaDepth(long offset) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the whole content of an object. The array is the cache's too: nobody may change it.
   *
   * @param expected the type that it must have
   * @throws io.docteur.DamagedImageException when it has another type
   * @throws java.nio.file.FileSystemException when it is larger than {@link
   *     PackLimits#maxObjectMemory}
   */
  public byte[] read(long offset, ObjectType expected) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Opens a blob of any size: on the heap when it is small, streamed when it is stored whole, and
   * otherwise rebuilt from its deltas in a temporary file, where the limits allow it.
   *
   * @throws io.docteur.DamagedImageException when it is not a blob
   * @throws java.nio.file.FileSystemException when it would need a temporary file and may not
   */
  public Blob open(long offset) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Releases the inflaters and what temporary files are left. */
  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }
}
