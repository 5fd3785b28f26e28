package io.docteur.storage;

import io.docteur.DamagedImageException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** What all storages share: a name, a size, and the checks before anything is read. */
abstract class CheckedStorage implements Storage {
  private final String name;
  private final long size;
  private volatile boolean closed;

  CheckedStorage(String name, long size) {
    this.name = name;
    this.size = size;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final long size() {
    return size;
  }

  @Override
  public final void read(long position, byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    checkOpen();
    if (position < 0 || length > size - position) {
      String reason = length + " bytes reach beyond the end, " + size;
      throw new DamagedImageException(name, position, null, reason);
    }
    copy(position, target, offset, length);
  }

  @Override
  public final void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    release();
  }

  /** Copies a range that lies within the storage, which may be closed meanwhile. */
  abstract void copy(long position, byte[] target, int offset, int length) throws IOException;

  /** Releases what the storage holds; called once, when {@link #checkOpen} already throws. */
  abstract void release() throws IOException;

  /** Returns what tells a file from another at its path, or null where the provider has no such. */
  static Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /**
   * Opens a file of the default provider to be read.
   *
   * @throws FileSystemException when its name has bytes that are no characters in the locale: such
   *     a name is another file's, or nobody's, once the JDK has made a string of it
   */
  static RandomAccessFile openFile(Path path) throws IOException {
    File file = path.toFile();
    if (!leadsTo(file, path)) {
      throw new FileSystemException(path.toString(), null, "not a name in the locale's encoding");
    }
    return new RandomAccessFile(file, "r");
  }

  private static boolean leadsTo(File file, Path path) {
    try {
      return file.toPath().equals(path);
    } catch (InvalidPathException e) { // of what stands for such bytes in a string
      return false;
    }
  }

  final void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /** The exception for a position that was there when the storage was opened, and is no more. */
  final DamagedImageException becameShorter(long position, Throwable cause) {
    String reason = "the file became shorter or its device failed";
    return new DamagedImageException(name, position, null, reason, cause);
  }
}
