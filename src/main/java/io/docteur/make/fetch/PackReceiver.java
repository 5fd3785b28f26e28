package io.docteur.make.fetch;

import com.google.common.util.concurrent.Uninterruptibles;
import io.docteur.DamagedImageException;
import io.docteur.make.output.WriteFailure;
import io.docteur.make.task.MakingThread;
import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectSizes;
import io.docteur.pack.PackIndexWriter;
import io.docteur.pack.PackIndexer;
import io.docteur.pack.PackLimits;
import io.docteur.pack.RebuiltIndex;
import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.ProgressMonitor;

/**
 * Receives packs into a repository and indexes them: while a pack arrives, it is stored as it is,
 * and a second thread inflates behind it what has come; its deltas are made by all threads. The ids
 * are computed from what the objects hold, by the JDK's SHA-1.
 */
public final class PackReceiver {
  private static final int BUFFER = 1 << 16;
  private static final long MOST_CACHE_BYTES = 16L << 20;
  private static final int HEAP_SHARE = 4;

  private final Workers workers;
  private final Progress progress;

  /** By pack, how large its objects are. */
  private final Map<Path, ObjectSizes> sizes = new HashMap<>();

  PackReceiver(Workers workers, Progress progress) {
    this.workers = workers;
    this.progress = progress;
  }

  /**
   * Receives one pack, up to the end of a stream.
   *
   * @param directory gets the pack and its index, under the name that git gives them
   * @param monitor is told of what is received, and may cancel that
   * @return the pack, or null if it holds nothing
   * @throws EOFException when it ends too early
   * @throws InterruptedIOException when it is cancelled, or the thread is interrupted
   * @throws IOException when it is damaged, or cannot be received or written
   */
  Path receive(InputStream in, Path directory, ProgressMonitor monitor) throws IOException {
    Path received = directory.resolve("received.tmp");
    try (PackIndexer indexer = new PackIndexer()) {
      ObjectId checksum = store(in, received, indexer, monitor);
      if (indexer.scanned() == 0) {
        Files.delete(received);
        return null;
      }
      RebuiltIndex index = index(received, indexer);
      Path pack = directory.resolve("pack-" + checksum + ".pack");
      Files.move(received, pack, StandardCopyOption.REPLACE_EXISTING);
      write(index, checksum, directory.resolve("pack-" + checksum + ".idx"));
      sizes.put(pack.toRealPath(), indexer.sizes());
      return pack;
    } catch (DamagedImageException e) {
      throw damaged(e.reason(), e);
    }
  }

  /** Returns the sizes of the objects of the packs that were received, by the packs' real paths. */
  Map<Path, ObjectSizes> sizes() {
    return sizes;
  }

  private static InterruptedIOException cancelled() {
    return new InterruptedIOException("interrupted while fetching");
  }

  /** Stores a pack while it is scanned, and returns its checksum. */
  private ObjectId store(
      InputStream in, Path received, PackIndexer indexer, ProgressMonitor monitor)
      throws IOException {
    try (ReceivedPack pack = new ReceivedPack(received)) {
      Scan scan = new Scan(indexer, pack, monitor);
      try {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (n == 0) { // how JGit's stream tells that the connection has ended within a packet
            throw endsTooEarly(null);
          }
          pack.write(buffer, n);
          scan.tell();
          if (scan.task.isDone()) {
            scan.await(0); // it has failed, or more comes than the pack
          }
        }
        ObjectId checksum = pack.end();
        scan.finish(checksum != null);
        if (checksum == null) {
          throw damaged("its checksum is not that of its bytes", null);
        }
        return checksum;
      } finally {
        scan.stop();
      }
    }
  }

  private RebuiltIndex index(Path received, PackIndexer indexer) throws IOException {
    long heap = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    try (Storage storage = Storage.open(received, true)) {
      progress.start("resolving deltas", indexer.deltas());
      ByteBoundedCache cache = new ByteBoundedCache(Math.min(MOST_CACHE_BYTES, heap / 2));
      indexer.open(storage, 0, cache, new PackLimits(heap, received.getParent()));
      workers.each(
          indexer.families(),
          progress,
          indexer::hasher,
          (hasher, family) -> progress.add(hasher.hash(family)));
      progress.end();
      return indexer.index();
    }
  }

  private static void write(RebuiltIndex index, ObjectId checksum, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      PackIndexWriter.write(index, checksum, out);
    } catch (IOException e) {
      throw WriteFailure.of(file, e);
    }
  }

  private static EOFException endsTooEarly(Exception cause) {
    EOFException early = new EOFException("the pack ends too early");
    early.initCause(cause);
    return early;
  }

  private static IOException damaged(String reason, Exception cause) {
    return new IOException("the pack is damaged: " + reason, cause);
  }

  /** The scan of a pack while that is received, in a thread of its own. */
  private static final class Scan implements Callable<Void> {
    private final PackIndexer indexer;
    private final ReceivedPack pack;
    private final ProgressMonitor monitor;
    private final FutureTask<Void> task = new FutureTask<>(this);
    private final Thread thread = MakingThread.of(task);
    private boolean begun;
    private int told;

    Scan(PackIndexer indexer, ReceivedPack pack, ProgressMonitor monitor) {
      this.indexer = indexer;
      this.pack = pack;
      this.monitor = monitor;
      thread.start();
    }

    @Override
    public Void call() throws IOException {
      indexer.scan(pack, 0, pack.size());
      return null;
    }

    /** Tells how far the scan has come, and throws what has ended it. */
    void tell() throws IOException {
      int total = indexer.total();
      if (!begun && total > 0) {
        monitor.beginTask(JGitText.get().receivingObjects, total);
        begun = true;
      }
      if (begun) {
        int scanned = indexer.scanned();
        monitor.update(scanned - told);
        told = scanned;
      }
      if (monitor.isCancelled()) {
        throw cancelled();
      }
    }

    /**
     * Waits for the end of the scan, once the pack has ended.
     *
     * @param sound whether the pack has its checksum
     */
    void finish(boolean sound) throws IOException {
      try {
        while (!await(Progress.INTERVAL_MILLIS)) {
          tell();
        }
      } catch (DamagedImageException e) {
        throw !sound && pack.isReadBeyond() ? endsTooEarly(e) : e;
      }
      tell();
      monitor.endTask();
      long end = indexer.trailer() + ObjectId.LENGTH;
      if (end > pack.length()) {
        throw endsTooEarly(null);
      }
      if (end < pack.length()) {
        throw damaged("it does not end where its last object does", null);
      }
    }

    private boolean await(long millis) throws IOException {
      try {
        task.get(millis, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw cancelled();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }

    /** Returns when the thread works no more. */
    void stop() {
      pack.abandon();
      Uninterruptibles.joinUninterruptibly(thread);
    }
  }
}
