package io.docteur.storage;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file of the default provider, read at a position.
 *
 * <p>Not through a {@link java.nio.channels.FileChannel}: the interrupt of one thread that reads
 * closes that for all. A {@link RandomAccessFile} knows no interrupts, but has one position, so
 * each is used by one thread at a time, and there are a few.
 */
final class PositionalStorage extends CheckedStorage {
  private static final int MAX_HANDLES = 8;

  private final List<Handle> handles;

  /** An open file and the lock that its position needs. */
  private static final class Handle extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    final transient RandomAccessFile file;

    Handle(RandomAccessFile file) {
      this.file = file;
    }
  }

  private PositionalStorage(String name, long size, List<Handle> handles) {
    super(name, size);
    this.handles = handles;
  }

  /**
   * Opens a file of a known size. All handles are opened now, not when they are needed: by then the
   * path may lead to another file.
   */
  static PositionalStorage open(Path path, long size) throws IOException {
    List<Handle> handles = new ArrayList<>();
    try {
      Object key = fileKey(path);
      int count = Math.min(MAX_HANDLES, Runtime.getRuntime().availableProcessors());
      for (int i = 0; i < count; i++) {
        handles.add(new Handle(openFile(path)));
      }
      if (!Objects.equals(key, fileKey(path))) {
        throw new FileSystemException(path.toString(), null, "replaced while it was opened");
      }
      return new PositionalStorage(path.toString(), size, List.copyOf(handles));
    } catch (IOException e) {
      close(handles, e);
      throw e;
    }
  }

  @Override
  void copy(long position, byte[] target, int offset, int length) throws IOException {
    Handle handle = acquire();
    try {
      checkOpen();
      readFully(handle.file, position, target, offset, length);
    } finally {
      handle.unlock();
    }
  }

  private void readFully(
      RandomAccessFile file, long position, byte[] target, int offset, int length)
      throws DamagedImageException {
    try {
      file.seek(position);
      file.readFully(target, offset, length);
    } catch (IOException e) { // the end of the file, or what the system says, without a name
      throw becameShorter(position, e);
    }
  }

  /** Locks a free handle; where there is none, waits for that of the thread. */
  private Handle acquire() {
    int own = System.identityHashCode(Thread.currentThread()) % handles.size();
    for (int i = 0; i < handles.size(); i++) {
      Handle handle = handles.get((own + i) % handles.size());
      if (handle.tryLock()) {
        return handle;
      }
    }
    Handle handle = handles.get(own);
    handle.lock();
    return handle;
  }

  @Override
  void release() throws IOException {
    IOException failure = close(handles, null);
    if (failure != null) {
      throw failure;
    }
  }

  /** Closes every handle when its reader is done, and collects what goes wrong. */
  private static IOException close(List<Handle> handles, IOException before) {
    IOException failure = before;
    for (Handle handle : handles) {
      handle.lock();
      try {
        handle.file.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      } finally {
        handle.unlock();
      }
    }
    return failure;
  }
}
