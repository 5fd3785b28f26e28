package io.docteur.pack;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The temporary files of a pack, for objects that are too large for the heap. Thread-safe. */
final class Spill implements Closeable {
  private static final int BUFFER_LENGTH = 64 << 10;

  private final Path directory;
  private final Set<SpilledBlob> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Spill(Path directory) {
    this.directory = directory;
  }

  /** What writes the content of an object. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Returns a blob of that content, readable by nobody else where the platform can say so.
   *
   * @throws FileSystemException when there is no directory for it, or no room
   */
  SpilledBlob write(String image, long size, Content content) throws IOException {
    if (directory == null) {
      throw new FileSystemException(
          image, null, "an object of " + size + " bytes needs a temporary file, which is refused");
    }
    long usable = usable();
    if (size > usable) {
      throw new FileSystemException(
          directory.toString(),
          null,
          "an object needs a temporary file of " + size + " bytes, and " + usable + " are left");
    }
    SpilledBlob blob = new SpilledBlob(Files.createTempFile(directory, "docteur", null), size);
    try {
      blob.fill(content);
    } catch (IOException | RuntimeException | Error e) {
      try {
        blob.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    return blob;
  }

  /** Returns how many bytes are left, as far as the system tells: in a chroot it may not. */
  private long usable() {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Deletes what files there are; blobs that are still open read no more. */
  @Override
  public void close() throws IOException {
    closed = true;
    IOException failure = null;
    for (SpilledBlob blob : open) {
      try {
        blob.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * A blob in a temporary file. A plain file, since an interrupt would close a channel. Nobody may
   * close it under who uses it: its descriptor can be that of another file then.
   */
  final class SpilledBlob implements Blob {
    private final ReentrantLock lock = new ReentrantLock();
    private final Path path;
    private final long size;
    private final RandomAccessFile file;
    private boolean gone;

    private SpilledBlob(Path path, long size) throws IOException {
      this.path = path;
      this.size = size;
      open.add(this); // before anything can fail: the file is there
      try {
        file = new RandomAccessFile(path.toFile(), "rw");
      } catch (IOException | RuntimeException e) {
        open.remove(this);
        Files.deleteIfExists(path);
        throw e;
      }
    }

    private void fill(Content content) throws IOException {
      OutputStream out = new BufferedOutputStream(new Output(), BUFFER_LENGTH);
      content.writeTo(out);
      out.flush();
      if (closed) {
        throw new ClosedChannelException();
      }
    }

    /** Writes to the file; its close is the blob's. */
    private final class Output extends OutputStream {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
          checkThere();
          file.write(bytes, offset, length);
        } finally {
          lock.unlock();
        }
      }
    }

    private void checkThere() throws ClosedChannelException {
      if (gone) {
        throw new ClosedChannelException();
      }
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      lock.lock();
      try {
        checkThere();
        if (position >= size) {
          return -1;
        }
        file.seek(position);
        return file.read(target, offset, (int) Math.min(length, size - position));
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() throws IOException {
      lock.lock();
      try (file) {
        gone = true;
        open.remove(this);
      } finally {
        lock.unlock();
        Files.deleteIfExists(path);
      }
    }
  }
}
