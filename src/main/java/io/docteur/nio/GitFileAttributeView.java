package io.docteur.nio;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Optional;

/** The view named {@code git} of a file in an image. Thread-safe. */
public interface GitFileAttributeView extends BasicFileAttributeView {

  /** Returns {@code "git"}. */
  @Override
  String name();

  /**
   * Reads the attributes.
   *
   * @throws java.nio.file.NoSuchFileException when there is no such file
   * @throws java.nio.file.FileSystemLoopException when too many links lead there
   * @throws io.docteur.DamagedImageException when the image is damaged on the way there
   * @throws java.nio.file.ClosedFileSystemException when the file system is closed
   */
  @Override
  GitFileAttributes readAttributes() throws IOException;

  /**
   * Opens a file's content in its deflated form, the zlib stream (RFC 1950) as it lies in the
   * image, after checking it by the CRC-32 of its entry: nothing is inflated.
   *
   * @return empty when it does not lie there so, or cannot be checked so: a blob that is made from
   *     deltas, one of 8 MiB or more, any blob of an image without a layout, or that is mounted in
   *     the mode {@code analyze} or so that each is to be hashed, and what is no file
   * @throws java.nio.file.NoSuchFileException when there is no such file
   * @throws java.nio.file.FileSystemLoopException when too many links lead there
   * @throws io.docteur.DamagedImageException when the image is damaged on the way there, or the
   *     stream is not the one that the index says
   * @throws java.nio.file.ClosedFileSystemException when the file system is closed
   */
  Optional<SeekableByteChannel> openDeflated() throws IOException;
}
