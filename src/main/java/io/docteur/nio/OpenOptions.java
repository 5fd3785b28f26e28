package io.docteur.nio;

import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Set;

/** What may be asked for when a file is opened. */
final class OpenOptions {
  /** What the default provider can give to a file that it makes. */
  private static final String PERMISSIONS = "posix:permissions";

  private OpenOptions() {}

  /**
   * Checks the attributes of a file that would be made if it were not there.
   *
   * @throws UnsupportedOperationException when no file can be made with one
   */
  static void checkAttributes(FileAttribute<?>... attributes) {
    for (FileAttribute<?> attribute : attributes) {
      if (!attribute.name().equals(PERMISSIONS)) {
        throw new UnsupportedOperationException(
            "'" + attribute.name() + "' is not supported as an initial attribute");
      }
    }
  }

  /**
   * Checks the options of a channel and tells whether a link at the end of the path is followed.
   * Options that say how to create or write are ignored where nothing is written.
   *
   * @throws UnsupportedOperationException when one is unknown
   * @throws IllegalArgumentException when {@code APPEND} stands with what it excludes
   * @throws ReadOnlyFileSystemException when something would change
   */
  static boolean checkRead(Set<? extends OpenOption> options) {
    if (options.isEmpty()) {
      return true;
    }
    for (OpenOption option : options) {
      Objects.requireNonNull(option);
      if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
        throw new UnsupportedOperationException(option + " is not supported");
      }
    }
    boolean append = options.contains(StandardOpenOption.APPEND);
    if (append && options.contains(StandardOpenOption.READ)) {
      throw new IllegalArgumentException("READ + APPEND not allowed");
    }
    if (append && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
    }
    if (append
        || options.contains(StandardOpenOption.WRITE)
        || options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
      throw new ReadOnlyFileSystemException();
    }
    return !options.contains(LinkOption.NOFOLLOW_LINKS);
  }
}
