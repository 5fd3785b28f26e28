package io.docteur.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** A file's content as a read-only {@link AsynchronousFileChannel}: each read is a task. */
final class BlobAsynchronousChannel extends AsynchronousFileChannel {
  private final BlobChannel blob;
  private final ExecutorService executor;
  private final boolean ownsExecutor;

  /**
   * A channel.
   *
   * @param executor runs reads and handlers, and stays the caller's to shut down; null for one of
   *     the channel's own, whose threads end with it
   */
  BlobAsynchronousChannel(BlobChannel blob, ExecutorService executor) {
    this.blob = blob;
    this.ownsExecutor = executor == null;
    this.executor = ownsExecutor ? Executors.newCachedThreadPool(this::thread) : executor;
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task, "docteur reads " + blob.fileSystem());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public <A> void read(
      ByteBuffer target,
      long position,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler);
    start(reading(target, position), attachment, handler);
  }

  @Override
  public Future<Integer> read(ByteBuffer target, long position) {
    return start(reading(target, position));
  }

  private Callable<Integer> reading(ByteBuffer target, long position) {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("the buffer is read-only");
    }
    checkPosition(position);
    return outstanding(() -> blob.read(target, position));
  }

  /** Lets what was asked for before a close, and comes to it after that, tell so by its end. */
  private <T> Callable<T> outstanding(Callable<T> operation) {
    if (!isOpen()) {
      return operation;
    }
    return () -> {
      try {
        return operation.call();
      } catch (ClosedChannelException e) {
        throw (IOException) new AsynchronousCloseException().initCause(e);
      }
    };
  }

  @Override
  public <A> void lock(
      long position,
      long size,
      boolean shared,
      A attachment,
      CompletionHandler<FileLock, ? super A> handler) {
    Objects.requireNonNull(handler);
    start(locking(position, size, shared), attachment, handler);
  }

  @Override
  public Future<FileLock> lock(long position, long size, boolean shared) {
    return start(locking(position, size, shared));
  }

  /** Takes the lock at once: no lock is ever waited for. */
  private Callable<FileLock> locking(long position, long size, boolean shared) {
    FileLocks.checkShared(shared);
    FileLock lock = isOpen() ? held(position, size, shared) : null;
    return outstanding(
        () -> {
          blob.checkOpen(); // or the lock is released
          return lock;
        });
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    FileLocks.checkShared(shared);
    blob.checkOpen();
    return held(position, size, shared);
  }

  private FileLock held(long position, long size, boolean shared) {
    return blob.fileSystem().locks().lock(blob.node(), this, position, size, shared);
  }

  private <T> CompletableFuture<T> start(Callable<T> operation) {
    CompletableFuture<T> future = new CompletableFuture<>();
    start(
        operation,
        null,
        new CompletionHandler<T, Void>() {
          @Override
          public void completed(T result, Void attachment) {
            future.complete(result);
          }

          @Override
          public void failed(Throwable e, Void attachment) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  /** Runs an operation and its handler; where there is no thread any more, the handler alone. */
  private <T, A> void start(
      Callable<T> operation, A attachment, CompletionHandler<T, ? super A> handler) {
    try {
      executor.execute(() -> run(operation, attachment, handler));
    } catch (RejectedExecutionException e) {
      handler.failed(isOpen() ? e : new ClosedChannelException(), attachment);
    }
  }

  private static <T, A> void run(
      Callable<T> operation, A attachment, CompletionHandler<T, ? super A> handler) {
    T result;
    try {
      result = operation.call();
    } catch (Exception | Error e) {
      handler.failed(e, attachment);
      return;
    }
    handler.completed(result, attachment);
  }

  @Override
  public long size() throws IOException {
    return blob.size();
  }

  /** Does nothing: nothing was written. */
  @Override
  public void force(boolean metaData) throws IOException {
    blob.checkOpen();
  }

  @Override
  public AsynchronousFileChannel truncate(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("a negative size: " + size);
    }
    throw new NonWritableChannelException();
  }

  @Override
  public <A> void write(
      ByteBuffer source,
      long position,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    Objects.requireNonNull(handler);
    checkPosition(position);
    throw new NonWritableChannelException();
  }

  @Override
  public Future<Integer> write(ByteBuffer source, long position) {
    checkPosition(position);
    throw new NonWritableChannelException();
  }

  private static void checkPosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("a negative position: " + position);
    }
  }

  @Override
  public boolean isOpen() {
    return blob.isOpen();
  }

  @Override
  public void close() throws IOException {
    blob.close();
    blob.fileSystem().locks().releaseAll(this);
    if (ownsExecutor) {
      executor.shutdown();
    }
  }
}
