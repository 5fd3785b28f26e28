package io.docteur.nio;

import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * The shared locks that are held on the files of a mount. Since nobody writes, they keep nobody
 * out; all that can happen is that two overlap. Thread-safe.
 */
final class FileLocks {
  private final Set<Held> held = new HashSet<>();

  /**
   * Takes a lock.
   *
   * @param size how many bytes; 0 for all to the end, wherever that may be
   * @throws NonWritableChannelException when it is not to be shared
   * @throws OverlappingFileLockException when one is held that overlaps
   * @throws IllegalArgumentException when there is no such range
   */
  FileLock lock(Node file, FileChannel channel, long position, long size, boolean shared) {
    checkShared(shared);
    return add(new Held(file, channel, position, extent(position, size)));
  }

  /** As the other method. */
  FileLock lock(
      Node file, AsynchronousFileChannel channel, long position, long size, boolean shared) {
    checkShared(shared);
    return add(new Held(file, channel, position, extent(position, size)));
  }

  private static long extent(long position, long size) {
    return size == 0 ? Long.MAX_VALUE - Math.max(0, position) : size;
  }

  /**
   * Refuses what is not a shared lock.
   *
   * @throws NonWritableChannelException when it is not to be shared
   */
  static void checkShared(boolean shared) {
    if (!shared) {
      throw new NonWritableChannelException();
    }
  }

  private synchronized FileLock add(Held lock) {
    for (Held other : held) {
      if (other.isValid()
          && other.file.equals(lock.file)
          && other.overlaps(lock.position(), lock.size())) {
        throw new OverlappingFileLockException();
      }
    }
    held.add(lock);
    return lock;
  }

  /** Releases all locks of a channel, which is closed. */
  synchronized void releaseAll(Channel channel) {
    for (Iterator<Held> all = held.iterator(); all.hasNext(); ) {
      Held lock = all.next();
      if (lock.acquiredBy() == channel) {
        lock.valid = false;
        all.remove();
      }
    }
  }

  private synchronized void release(Held lock) {
    lock.valid = false;
    held.remove(lock);
  }

  private final class Held extends FileLock {
    private final Node file;
    private volatile boolean valid = true;

    Held(Node file, FileChannel channel, long position, long size) {
      super(channel, position, size, true);
      this.file = file;
    }

    Held(Node file, AsynchronousFileChannel channel, long position, long size) {
      super(channel, position, size, true);
      this.file = file;
    }

    @Override
    public boolean isValid() {
      return valid && acquiredBy().isOpen();
    }

    @Override
    public void release() throws ClosedChannelException {
      if (!acquiredBy().isOpen()) {
        throw new ClosedChannelException();
      }
      FileLocks.this.release(this);
    }
  }
}
