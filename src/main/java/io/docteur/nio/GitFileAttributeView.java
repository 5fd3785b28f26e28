package io.docteur.nio;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;

/** The view named {@code git} of a file in an image. Thread-safe. */
public interface GitFileAttributeView extends BasicFileAttributeView {

  /** Returns {@code "git"}. */
  @Override
  String name();

  /**
   * Reads the attributes.
   *
   * @throws java.nio.file.NoSuchFileException when there is no such file
   * @throws io.docteur.DamagedImageException when the image is damaged on the way there
   * @throws java.nio.file.ClosedFileSystemException when the file system is closed
   */
  @Override
  GitFileAttributes readAttributes() throws IOException;
}
