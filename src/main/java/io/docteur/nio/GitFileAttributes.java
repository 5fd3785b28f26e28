package io.docteur.nio;

import java.nio.file.attribute.BasicFileAttributes;

/**
 * What git knows of a file. Read them with {@code Files.readAttributes(path,
 * GitFileAttributes.class)}, or by name as {@code git:id}, {@code git:mode}, {@code git:commit},
 * {@code git:packedSize} and {@code git:deltaDepth}. Immutable.
 */
public interface GitFileAttributes extends BasicFileAttributes {
  /** What the image does not tell. */
  int UNKNOWN = -1;

  /**
   * Returns the id of the file's blob, the directory's tree or the gitlink's commit: 40 lower-case
   * hexadecimal digits. Equal ids mean equal content.
   */
  String id();

  /**
   * Returns git's mode: 040000 for a directory, 0100644 for a file, 0100755 for an executable,
   * 0120000 for a symbolic link, 0160000 for a gitlink, which reads as an empty directory.
   */
  int mode();

  /** Returns the id of the commit that is mounted: 40 lower-case hexadecimal digits. */
  String commit();

  /**
   * Returns the bytes that the object takes in the pack, deflated or as a delta, the head of its
   * entry included; {@link #UNKNOWN} for a gitlink, and where the image has no layout, was mounted
   * with a commit, so that its layout is not believed, or in the mode {@code analyze}.
   */
  long packedSize();

  /**
   * Returns the number of deltas between the object and one that is stored whole, 0 when it is
   * whole itself; {@link #UNKNOWN} for a gitlink.
   */
  int deltaDepth();
}
