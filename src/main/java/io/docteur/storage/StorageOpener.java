package io.docteur.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Chooses how a file is read. */
final class StorageOpener {
  /** The bits of a Unix mode that tell the kind of a file, and their value for a block device. */
  private static final int MODE_KIND = 0170000;

  private static final int MODE_BLOCK_DEVICE = 0060000;

  private StorageOpener() {}

  static Storage open(Path file, boolean mapped) throws IOException {
    Object key = checkKind(file);
    if (file.getFileSystem() != FileSystems.getDefault()) {
      return ChannelStorage.open(file);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      Storage storage = mapped ? map(file, key, channel) : null;
      return storage == null
          ? PositionalStorage.open(file, channel.size()) // Files.size of a block device is 0
          : storage;
    }
  }

  /** Maps a file, or returns null where the address space is too small for it or nothing maps. */
  private static Storage map(Path file, Object key, FileChannel channel) throws IOException {
    try {
      return MappedStorage.open(file, key, channel);
    } catch (IOException e) {
      if (channel.isOpen()) { // no interrupt has closed it
        return null;
      }
      throw e;
    }
  }

  /**
   * Refuses what can be opened, but not read at a position; opening a FIFO would even wait. Returns
   * what tells the file from others.
   */
  private static Object checkKind(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new FileSystemException(file.toString(), null, "is a directory");
    }
    if (attributes.isOther()
        && file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      int mode = (int) Files.getAttribute(file, "unix:mode");
      if ((mode & MODE_KIND) != MODE_BLOCK_DEVICE) {
        throw new FileSystemException(file.toString(), null, "neither a file nor a block device");
      }
    }
    return attributes.fileKey();
  }
}
