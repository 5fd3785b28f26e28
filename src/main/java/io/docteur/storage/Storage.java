package io.docteur.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Immutable bytes at a position, in a file or a block device.
 *
 * <p>Safe for any number of threads. Whatever is read is copied out: no caller ever holds memory
 * that {@link #close} releases, and an error of the device beneath a mapping reaches the caller of
 * {@link #read} as an {@link IOException}.
 */
public interface Storage extends Closeable {

  /**
   * Opens a file or block device.
   *
   * @param file a path of any provider
   * @param mapped whether to map the file into memory where it can be; files of other providers
   *     than the default one are read through their channel whatever this says
   * @throws IOException as the file's provider has it, for example {@link
   *     java.nio.file.NoSuchFileException}
   */
  static Storage open(Path file, boolean mapped) throws IOException {
    return StorageOpener.open(file, mapped);
  }

  /** Returns the file's name, for messages. */
  String name();

  /** Returns the number of bytes. It was taken when the storage was opened and never changes. */
  long size();

  /**
   * Copies exactly {@code length} bytes from {@code position} into {@code target}.
   *
   * @throws io.docteur.DamagedImageException when the range leaves the storage, or when the file
   *     has become shorter since it was opened
   * @throws java.nio.channels.ClosedChannelException when the storage is closed, or is being closed
   *     by another thread
   * @throws IOException when the device fails
   */
  void read(long position, byte[] target, int offset, int length) throws IOException;

  /** Closes the storage; a second call does nothing. */
  @Override
  void close() throws IOException;
}
