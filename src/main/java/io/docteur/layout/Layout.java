package io.docteur.layout;

import java.io.IOException;

/** All directories of an image. Thread-safe. */
public interface Layout {

  /** Returns the root's entry, a {@link EntryKind#DIRECTORY}. */
  Entry root();

  /**
   * Returns a directory's entries. A {@link EntryKind#GITLINK} is an empty directory.
   *
   * @throws io.docteur.DamagedImageException when its tree cannot be read or is malformed
   */
  Directory directory(Entry entry) throws IOException;
}
