package io.docteur.storage;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file of any provider, read through its channel, by one thread at a time.
 *
 * <p>An interrupt closes a channel that is being read. It is then opened anew from its path, and
 * the read starts again.
 */
final class ChannelStorage extends CheckedStorage {
  private final ReentrantLock lock = new ReentrantLock();
  private final Path path;

  /** Tells the file from another at its path, where the provider has such a key. */
  private final Object fileKey;

  private SeekableByteChannel channel;

  ChannelStorage(Path path, SeekableByteChannel channel, Object fileKey) throws IOException {
    super(path.toString(), channel.size());
    this.path = path;
    this.fileKey = fileKey;
    this.channel = channel;
  }

  static ChannelStorage open(Path path) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(path);
    try {
      return new ChannelStorage(path, channel, fileKey(path));
    } catch (IOException e) {
      try {
        channel.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  @Override
  void copy(long position, byte[] target, int offset, int length) throws IOException {
    boolean interrupted = false;
    lock.lock();
    try {
      while (true) {
        checkOpen();
        try {
          reopenIfClosed();
          readFully(position, ByteBuffer.wrap(target, offset, length));
          return;
        } catch (ClosedByInterruptException e) {
          // Without the flag the next attempt can end; it is set again when the read is done.
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void reopenIfClosed() throws IOException {
    if (channel.isOpen()) {
      return;
    }
    SeekableByteChannel reopened = Files.newByteChannel(path);
    boolean same = false;
    try {
      same = reopened.size() == size() && Objects.equals(fileKey(path), fileKey);
    } finally {
      if (!same) {
        reopened.close();
      }
    }
    if (!same) {
      checkInterrupt();
      throw new DamagedImageException(name(), 0, null, "the file was replaced by another");
    }
    channel = reopened;
  }

  private void readFully(long position, ByteBuffer target) throws IOException {
    channel.position(position);
    long start = position - target.position();
    while (target.hasRemaining()) {
      if (channel.read(target) <= 0) {
        checkInterrupt();
        throw becameShorter(start + target.position(), null);
      }
    }
  }

  /** After an interrupt a channel of jimfs may stay open, but have no size and read nothing. */
  private static void checkInterrupt() throws ClosedByInterruptException {
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
  }

  @Override
  void release() throws IOException {
    lock.lock();
    try {
      channel.close();
    } finally {
      lock.unlock();
    }
  }
}
