package io.docteur.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The first reads of a mapped file, which are made from the file itself. To touch a page of a
 * mapping for the first time takes a processor longer than to read its bytes, in virtual machines
 * ten times as long, and who mounts an image to read a file or two touches each page once. Who
 * reads on soon has the mapping alone.
 *
 * <p>Thread-safe. No read waits and none fails: what cannot be read here is left to the mapping.
 */
final class FirstReads implements Closeable {
  /** What mounting takes, and the first few files. */
  private static final int READS = 64;

  /** The JDK copies what is read through memory of its own; longer ones take the mapping. */
  private static final int LONGEST = 64 << 10;

  /**
   * So many files may be open for this at a time: a mapping takes no descriptor. A mount that is
   * forgotten keeps its permit, and others do without.
   */
  private static final Semaphore PERMITS = new Semaphore(16);

  private final ReentrantLock lock = new ReentrantLock();
  private final RandomAccessFile file;

  /** Written under the lock. */
  private volatile int left = READS;

  private FirstReads(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * Opens a file that is being mapped, or returns null where that is not to be: no descriptor is
   * left, the name is not one of the locale's, or the path may lead to another file by now.
   *
   * @param key what told the file from others, before it was opened to be mapped; may be null
   */
  static FirstReads open(Path path, Object key) {
    if (key == null || !PERMITS.tryAcquire()) {
      return null;
    }
    RandomAccessFile file = null;
    try {
      file = CheckedStorage.openFile(path);
      if (key.equals(CheckedStorage.fileKey(path))) {
        return new FirstReads(file);
      }
    } catch (IOException e) {
      // the mapping is there
    }
    release(file);
    return null;
  }

  /** Reads exactly so many bytes, or returns false: the target may then hold anything. */
  boolean read(long position, byte[] target, int offset, int length) {
    if (length > LONGEST || !lock.tryLock()) {
      return false;
    }
    try {
      if (left == 0) {
        return false;
      }
      file.seek(position);
      file.readFully(target, offset, length);
      end(left - 1);
      return true;
    } catch (IOException e) {
      end(0);
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether nothing will be read here any more. */
  boolean isOver() {
    return left == 0;
  }

  /** Ends it; waits for the read in flight, if there is one. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (left > 0) {
        end(0);
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(int still) {
    left = still;
    if (still == 0) {
      release(file);
    }
  }

  private static void release(RandomAccessFile file) {
    PERMITS.release();
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // it was only read
    }
  }
}
