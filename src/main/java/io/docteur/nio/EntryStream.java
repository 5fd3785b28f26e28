package io.docteur.nio;

import io.docteur.layout.Directory;
import io.docteur.layout.Entry;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The entries of a directory in the order of their names' bytes. Any thread may close it; but for
 * that, it is not thread-safe.
 */
final class EntryStream implements DirectoryStream<Path> {
  private final DocteurPath path;
  private final Node directory;
  private final DocteurFileSystem.Read<Entry> advance;
  private final Filter<? super Path> filter;
  private boolean iterated;
  private volatile boolean closed;
  private Path next;

  /**
   * A stream.
   *
   * @param path what the paths of the entries start with
   * @param directory what lies there, links followed
   */
  EntryStream(
      DocteurPath path, Node directory, Directory.Cursor cursor, Filter<? super Path> filter) {
    path.bytes(); // before any child is made
    this.path = path;
    this.directory = directory;
    this.advance = image -> cursor.next();
    this.filter = Objects.requireNonNull(filter);
  }

  @Override
  public synchronized Iterator<Path> iterator() {
    if (closed) {
      throw new IllegalStateException("the stream is closed");
    }
    if (iterated) {
      throw new IllegalStateException("there already was an iterator");
    }
    iterated = true;
    return new Paths();
  }

  private final class Paths implements Iterator<Path> {
    @Override
    public boolean hasNext() {
      return readAhead();
    }

    @Override
    public Path next() {
      return take();
    }
  }

  /** Reads on to the next path that passes the filter; false at the end. */
  private boolean readAhead() {
    try {
      while (next == null && !closed) {
        Entry entry = path.getFileSystem().read(advance);
        if (entry == null) {
          return false;
        }
        Path child = path.child(directory.child(entry));
        next = filter.accept(child) ? child : null;
      }
    } catch (IOException e) {
      throw new DirectoryIteratorException(e);
    }
    return next != null;
  }

  private Path take() {
    if (!readAhead()) {
      throw new NoSuchElementException();
    }
    Path result = next;
    next = null;
    return result;
  }

  @Override
  public void close() {
    closed = true;
  }
}
