package io.docteur.make.packing;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.Uninterruptibles;
import io.docteur.make.task.MakingThread;
import io.docteur.pack.ObjectId;
import java.io.Closeable;
import java.security.MessageDigest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A SHA-1 that is computed in a thread of its own, behind the one that has the bytes. What waits
 * for that does so through interrupts, which stay set. Not thread-safe.
 */
final class HashingThread implements Closeable {
  private final MessageDigest sha1 = ObjectId.sha1();
  private final ExecutorService thread = Executors.newSingleThreadExecutor(MakingThread::of);

  /** What is being hashed, or was last. */
  private Future<?> last = Futures.immediateVoidFuture();

  /**
   * Takes the next bytes, which must not change until the next call returns: then those of the call
   * before are hashed.
   *
   * @throws IllegalStateException when those could not be, as of all that follows
   */
  void update(byte[] bytes, int length) {
    await();
    last = thread.submit(() -> sha1.update(bytes, 0, length));
  }

  /** Returns the SHA-1 of all that was given. */
  byte[] digest() {
    await();
    return sha1.digest();
  }

  private void await() {
    try {
      Uninterruptibles.getUninterruptibly(last);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends the thread, when it has hashed what it has, or failed. */
  @Override
  public void close() {
    thread.shutdown();
    await();
  }
}
