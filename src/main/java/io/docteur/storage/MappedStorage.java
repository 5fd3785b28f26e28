package io.docteur.storage;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file mapped into memory, in segments, since a buffer holds less than 2 GiB.
 *
 * <p>It takes the file's size of address space, and but for the {@link FirstReads} no file
 * descriptor. {@link #close} waits for the readers in flight, and then unmaps where the JDK can (22
 * and newer). Where it cannot, it drops the buffers: the collector unmaps them some day.
 *
 * <p>An arena could be closed under its readers, who would get an exception. But with it HotSpot
 * sets their threads' interrupt status (JDK-8306324), so that the next channel that such a thread
 * reads is closed; and a reader may touch what is unmapped, which ends the process (JDK-8364167).
 *
 * <p>A file that is truncated beneath its mapping keeps its last page whole: what was cut off
 * within that page reads as zeros, and only what lies beyond it is an error.
 */
final class MappedStorage extends CheckedStorage {
  private static final int SEGMENT_BITS = 30;
  private static final long SEGMENT_BYTES = 1L << SEGMENT_BITS;

  /** Holds the mapping; null where the JDK cannot unmap. */
  private final MappingArena arena;

  private final InFlight readers = new InFlight();

  /** Null when there are none, or no more. Racy: who sees them still asks in vain. */
  private FirstReads first;

  /** Not volatile: who passed {@link #checkOpen} reads it before close sets it to null. */
  private ByteBuffer[] segments;

  private MappedStorage(
      String name, long size, ByteBuffer[] segments, MappingArena arena, FirstReads first) {
    super(name, size);
    this.segments = segments;
    this.first = first;
    this.arena = arena;
  }

  /**
   * Maps all that the channel has; the channel may then be closed.
   *
   * @param key what told the file at the path from others before the channel was opened, or null
   */
  static MappedStorage open(Path path, Object key, FileChannel channel) throws IOException {
    MappingArena arena = MappingArena.isSupported() ? new MappingArena() : null;
    try {
      long size = channel.size();
      ByteBuffer[] segments = new ByteBuffer[Math.toIntExact(-(-size >> SEGMENT_BITS))];
      for (int i = 0; i < segments.length; i++) {
        long start = (long) i << SEGMENT_BITS;
        long length = Math.min(SEGMENT_BYTES, size - start);
        segments[i] =
            arena == null
                ? channel.map(FileChannel.MapMode.READ_ONLY, start, length)
                : arena.map(channel, start, length);
      }
      FirstReads first = FirstReads.open(path, key);
      return new MappedStorage(path.toString(), size, segments, arena, first);
    } catch (Throwable e) {
      if (arena != null) {
        arena.close();
      }
      throw e;
    }
  }

  @Override
  void copy(long position, byte[] target, int offset, int length) throws IOException {
    readers.enter();
    try {
      checkOpen();
      if (!readFirst(position, target, offset, length)) {
        copyOut(position, target, offset, length);
      }
    } catch (InternalError e) {
      throw becameShorter(position, e);
    } finally {
      readers.leave();
      Reference.reachabilityFence(this); // or the collector could unmap under the reader
    }
  }

  private boolean readFirst(long position, byte[] target, int offset, int length) {
    FirstReads reads = first;
    if (reads == null) {
      return false;
    }
    boolean done = reads.read(position, target, offset, length);
    if (reads.isOver()) {
      first = null;
    }
    return done;
  }

  /**
   * Copies, or throws the error of a page that cannot be read. Who calls it handles that: HotSpot's
   * first compiler lets a loop call the VM now and then, and an error that arrives there passes all
   * handlers of the compiled method. It inlines nothing as long as this into another.
   */
  private void copyOut(long position, byte[] target, int offset, int length) {
    int done = 0;
    while (done < length) {
      ByteBuffer segment = segments[(int) ((position + done) >>> SEGMENT_BITS)];
      int start = (int) ((position + done) & (SEGMENT_BYTES - 1));
      int n = Math.min(length - done, segment.capacity() - start);
      segment.get(start, target, offset + done, n);
      done += n;
    }
    MappingFaults.await();
  }

  @Override
  void release() {
    readers.awaitNone();
    segments = null;
    FirstReads reads = first;
    if (reads != null) {
      reads.close();
    }
    if (arena != null) {
      arena.close();
    }
  }
}
