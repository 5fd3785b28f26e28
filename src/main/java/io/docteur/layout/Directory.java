package io.docteur.layout;

import java.io.IOException;

/** The entries of one directory. Thread-safe. */
public interface Directory {

  /** Returns the entry with a name, or null. */
  Entry find(byte[] name) throws IOException;

  /** Returns a cursor over all entries in ascending order of their names' unsigned bytes. */
  Cursor entries() throws IOException;

  /** Moves over entries. Not thread-safe. */
  interface Cursor {

    /** Returns the next entry, or null when there is none. */
    Entry next() throws IOException;
  }
}
