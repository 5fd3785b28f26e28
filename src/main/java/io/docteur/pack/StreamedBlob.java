package io.docteur.pack;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * A blob that is stored whole and inflated while it is read: on from where it is when that lies
 * ahead, and else again from its first byte.
 */
final class StreamedBlob implements Blob {
  private final PackBytes pack;
  private final PackEntry entry;
  private final InflaterPool pool;
  private EntryInflater inflater;
  private long inflated;

  StreamedBlob(PackBytes pack, PackEntry entry, InflaterPool pool) throws IOException {
    this.pack = pack;
    this.entry = entry;
    this.pool = pool;
    this.inflater = pool.take();
    try {
      restart();
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void restart() throws IOException {
    inflated = -1; // unless all goes well, there is nothing to go on from
    inflater.start(pack, entry);
    inflated = 0;
  }

  @Override
  public long size() {
    return entry.size();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws IOException {
    if (inflater == null) {
      throw new ClosedChannelException();
    }
    pool.checkOpen();
    if (position >= entry.size()) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    if (inflated < 0 || position < inflated) {
      restart();
    }
    long from = inflated;
    inflated = -1;
    inflater.skip(position - from);
    int count = inflater.read(target, offset, length);
    inflated = position + count;
    return count;
  }

  @Override
  public void close() {
    if (inflater != null) {
      pool.giveBack(inflater);
      inflater = null;
    }
  }
}
