package io.docteur.nio;

import io.docteur.pack.Blob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/** A file's content, read-only. Thread-safe: each read moves the position by itself. */
final class BlobChannel implements SeekableByteChannel {
  private static final int CHUNK = 1 << 14;

  private final ReentrantLock lock = new ReentrantLock();
  private final DocteurFileSystem fileSystem;
  private final Node node;
  private final Blob blob;
  private long position;
  private volatile boolean closed;
  private boolean released;

  /**
   * A channel.
   *
   * @param node the file
   * @param blob its content, which the channel closes
   */
  BlobChannel(DocteurFileSystem fileSystem, Node node, Blob blob) {
    this.fileSystem = fileSystem;
    this.node = node;
    this.blob = blob;
  }

  DocteurFileSystem fileSystem() {
    return fileSystem;
  }

  Node node() {
    return node;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    lock.lock();
    try {
      int count = readInto(target, position);
      position += Math.max(0, count);
      return count;
    } finally {
      leave();
    }
  }

  /** Reads into one buffer after another, as much as there is room for; -1 at the end. */
  long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    lock.lock();
    try {
      for (int i = offset; i < offset + length; i++) {
        checkTarget(targets[i]); // before anything is read
      }
      long sum = 0;
      for (int i = offset; i < offset + length; i++) {
        int room = targets[i].remaining();
        int count = readInto(targets[i], position);
        position += Math.max(0, count);
        sum += Math.max(0, count);
        if (count < room) {
          return sum == 0 ? -1 : sum;
        }
      }
      return sum;
    } finally {
      leave();
    }
  }

  /** Reads from a place that is not the position, which stays. */
  int read(ByteBuffer target, long from) throws IOException {
    lock.lock();
    try {
      return readInto(target, from);
    } finally {
      leave();
    }
  }

  private void checkTarget(ByteBuffer target) throws IOException {
    checkOpen();
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only");
    }
  }

  private int readInto(ByteBuffer target, long from) throws IOException {
    checkTarget(target);
    if (target.hasArray()) {
      int offset = target.arrayOffset() + target.position();
      int count = readInto(from, target.array(), offset, target.remaining());
      target.position(target.position() + Math.max(0, count));
      return count;
    }
    int room = target.remaining();
    byte[] chunk = new byte[Math.min(CHUNK, room)];
    int count;
    do {
      long at = from + room - target.remaining();
      count = readInto(at, chunk, 0, Math.min(chunk.length, target.remaining()));
      target.put(chunk, 0, Math.max(0, count));
    } while (count > 0 && target.hasRemaining());
    return room > 0 && room == target.remaining() ? -1 : room - target.remaining();
  }

  /** Reads as much as there is room for and the file has; -1 at its end. */
  int read(byte[] target, int offset, int length) throws IOException {
    lock.lock();
    try {
      int count = readInto(position, target, offset, length);
      position += Math.max(0, count);
      return count;
    } finally {
      leave();
    }
  }

  private int readInto(long from, byte[] target, int offset, int length) throws IOException {
    checkOpen();
    int done = 0;
    while (done < length && done < blob.size() - from) {
      done += readSome(from + done, target, offset + done, length - done);
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  /**
   * Writes what follows the position, which moves to the end, when that takes no other copy.
   *
   * @param out copies what it is given and never waits
   * @return the number of bytes, or -1 when nothing was done
   */
  int transferTo(ByteArrayOutputStream out) throws IOException {
    lock.lock();
    try {
      checkOpen();
      long from = position;
      int count = fileSystem.read(image -> blob.transferTo(from, out));
      position += Math.max(0, count);
      return count;
    } finally {
      leave();
    }
  }

  private int readSome(long from, byte[] target, int offset, int length) throws IOException {
    return fileSystem.read(image -> blob.read(from, target, offset, length));
  }

  /** Moves on by at most {@code count} bytes, not past the end, and tells by how many. */
  long skip(long count) throws IOException {
    lock.lock();
    try {
      checkOpen();
      long skipped = Math.max(0, Math.min(count, blob.size() - position));
      position += skipped;
      return skipped;
    } finally {
      leave();
    }
  }

  /** Returns the bytes from the position to the end. */
  long remaining() throws IOException {
    lock.lock();
    try {
      checkOpen();
      return Math.max(0, blob.size() - position);
    } finally {
      leave();
    }
  }

  @Override
  public long position() throws IOException {
    lock.lock();
    try {
      checkOpen();
      return position;
    } finally {
      leave();
    }
  }

  @Override
  public BlobChannel position(long newPosition) throws IOException {
    lock.lock();
    try {
      checkOpen();
      if (newPosition < 0) {
        throw new IllegalArgumentException("a negative position: " + newPosition);
      }
      position = newPosition;
      return this;
    } finally {
      leave();
    }
  }

  @Override
  public long size() throws IOException {
    checkOpen();
    return blob.size();
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    checkOpen();
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    checkOpen();
    if (size < 0) {
      throw new IllegalArgumentException("a negative size: " + size);
    }
    throw new NonWritableChannelException();
  }

  /** Tells of a close of the file system before one of the channel, which it closes too. */
  void checkOpen() throws ClosedChannelException {
    boolean closedByItself = closed;
    fileSystem.checkOpen();
    if (closedByItself) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed && fileSystem.isOpen();
  }

  /**
   * Closes the channel and waits for nobody: the interrupt of a reader gets here, below JDK 22 with
   * a lock that the reader may need to end.
   */
  @Override
  public void close() throws IOException {
    closed = true;
    release();
  }

  /** Ends what needed the lock. */
  private void leave() throws IOException {
    lock.unlock();
    if (closed) {
      release();
    }
  }

  /** Closes the blob once the channel is closed; whoever uses it does that when it is done. */
  private void release() throws IOException {
    if (lock.tryLock()) {
      try {
        if (!released) {
          released = true;
          blob.close();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
