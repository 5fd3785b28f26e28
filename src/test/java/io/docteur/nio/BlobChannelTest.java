package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.pack.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a channel while somebody reads it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BlobChannelTest extends ChannelComparison {
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What the interrupt of a reader closes, or null. */
  private FileChannel interrupted;

  /** A blob of an image that lies in a file whose reading can be interrupted, too. */
  private final class SlowBlob implements Blob {
    @Override
    public long size() {
      return 1;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      reading.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        awaitInterrupt();
      }
      assertThat(closed.getCount()).isOne();
      try (FileChannel below = FileChannel.open(plain)) {
        below.read(ByteBuffer.allocate(1));
      } catch (ClosedByInterruptException e) {
        // as the storage, which reads again
      }
      return 1;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  /** Since JDK 22 a thread may go on before its interrupt has closed the channel. */
  private void awaitInterrupt() throws IOException {
    while (interrupted.isOpen()) {
      Thread.onSpinWait();
    }
    interrupted.close(); // which waits for whoever is closing it
  }

  private BlobChannel slow() {
    return new BlobChannel((DocteurFileSystem) mount, null, new SlowBlob());
  }

  @Test
  void closingWaitsForNoReaderWhoClosesTheBlobThen() throws Exception {
    BlobChannel channel = slow();
    CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> read(channel));
    reading.await();
    channel.close();

    assertThat(channel.isOpen()).isFalse();
    assertThat(closed.getCount()).isOne();
    goOn.countDown();
    assertThat(reader.get(10, TimeUnit.SECONDS)).isOne();
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static int read(BlobChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @SuppressWarnings("resource") // the interrupt closes it
  void anInterruptEndsThoughTheReaderReadsAnotherChannel() throws Exception {
    interrupted = new BlobFileChannel(slow());
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread reader = daemon(() -> end.complete(failure(interrupted)));
    reading.await();
    Thread interrupter = daemon(reader::interrupt);

    assertThat(end.get(10, TimeUnit.SECONDS)).isInstanceOf(ClosedByInterruptException.class);
    interrupter.join(10_000);
    assertThat(interrupter.isAlive()).isFalse();
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static Throwable failure(FileChannel channel) {
    try {
      channel.read(ByteBuffer.allocate(1));
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
