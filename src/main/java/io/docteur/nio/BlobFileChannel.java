package io.docteur.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * A file's content as a read-only {@link FileChannel}. As that class has it, the interrupt of a
 * thread that reads closes the channel, and the channel alone.
 *
 * <p>A mapping is one of a temporary copy, which has no name any more when the method returns where
 * the platform can delete what is mapped. The form of {@code map} that takes an {@code Arena},
 * since 22, cannot be overridden by a class of 17: it throws {@link UnsupportedOperationException}.
 */
final class BlobFileChannel extends FileChannel {
  private static final int CHUNK = 1 << 16;

  private final BlobChannel blob;

  BlobFileChannel(BlobChannel blob) {
    this.blob = blob;
  }

  /** Something to read. */
  private interface Read {
    long read() throws IOException;
  }

  /** Reads so that an interrupt closes the channel; how it was closed meanwhile, end tells. */
  private long interruptibly(Read read) throws IOException {
    checkOpen();
    boolean done = false;
    try {
      begin();
      if (!isOpen()) {
        return 0; // the end throws
      }
      long count = read.read();
      done = true;
      return count;
    } finally {
      endReading(done);
    }
  }

  private void endReading(boolean done) throws AsynchronousCloseException {
    try {
      end(done);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (AsynchronousCloseException e) {
      blob.fileSystem().checkOpen();
      throw e;
    }
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen()) {
      blob.fileSystem().checkOpen();
      throw new ClosedChannelException();
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return (int) interruptibly(() -> blob.read(target));
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, targets.length);
    return interruptibly(() -> blob.read(targets, offset, length));
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    Objects.requireNonNull(target);
    checkPosition(position);
    return (int) interruptibly(() -> blob.read(target, position));
  }

  private static void checkPosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("a negative position: " + position);
    }
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    checkOpen();
    if (!target.isOpen()) {
      throw new ClosedChannelException();
    }
    if (target instanceof BlobFileChannel) {
      throw new NonWritableChannelException();
    }
    checkPosition(position);
    if (count < 0) {
      throw new IllegalArgumentException("a negative count: " + count);
    }
    return interruptibly(() -> copyTo(position, count, target));
  }

  private long copyTo(long position, long count, WritableByteChannel target) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, CHUNK));
    long done = 0;
    while (done < count) {
      buffer.clear().limit((int) Math.min(count - done, buffer.capacity()));
      int read = blob.read(buffer, position + done);
      if (read <= 0) {
        break;
      }
      int written = target.write(buffer.flip());
      done += written;
      if (written < read) {
        break;
      }
    }
    return done;
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    checkOpen();
    checkPosition(position);
    if (size < 0 || size > Integer.MAX_VALUE || position + size < 0) {
      throw new IllegalArgumentException("a mapping of " + size + " bytes at " + position);
    }
    if (Objects.requireNonNull(mode) == MapMode.READ_WRITE || mode == MapMode.PRIVATE) {
      throw new NonWritableChannelException();
    }
    if (mode != MapMode.READ_ONLY) {
      throw new UnsupportedOperationException("mode " + mode);
    }
    if (position + size > size()) {
      throw new IOException("the mapping would reach past the end of a file that cannot grow");
    }
    return blob.fileSystem().temporaryCopies().map(size, out -> transferTo(position, size, out));
  }

  /** Waits for nobody, but an interrupt ends it as it ends a wait. */
  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    FileLock lock = tryLock(position, size, shared);
    try {
      interruptibly(() -> 0);
    } catch (ClosedByInterruptException e) { // the close has released the lock
      throw (IOException) new FileLockInterruptionException().initCause(e);
    }
    return lock;
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    checkOpen();
    return blob.fileSystem().locks().lock(blob.node(), this, position, size, shared);
  }

  @Override
  public long position() throws IOException {
    checkOpen();
    return blob.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    checkOpen();
    blob.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    checkOpen();
    return blob.size();
  }

  /** Does nothing: nothing was written. */
  @Override
  public void force(boolean metaData) throws IOException {
    checkOpen();
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    throw refuse();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    throw refuse();
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    Objects.requireNonNull(source);
    checkPosition(position);
    throw refuse();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    checkOpen();
    if (!source.isOpen()) {
      throw new ClosedChannelException();
    }
    throw refuse();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    checkOpen();
    blob.truncate(size); // refuses
    return this;
  }

  private NonWritableChannelException refuse() throws ClosedChannelException {
    checkOpen();
    return new NonWritableChannelException();
  }

  @Override
  protected void implCloseChannel() throws IOException {
    blob.fileSystem().locks().releaseAll(this);
    blob.close();
  }
}
