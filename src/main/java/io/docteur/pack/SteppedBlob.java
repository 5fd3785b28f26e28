package io.docteur.pack;

import io.docteur.inflate.BufferInflater;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.zip.CRC32;

/**
 * A large blob whose stream is entered at the step in which a position lies; the step stays
 * inflated until another one is read. No byte goes out before the compressed bytes of its step were
 * found to be the right ones. Not thread-safe.
 */
final class SteppedBlob implements Blob {
  /** A zlib stream starts with two bytes; what follows is deflate's. */
  private static final int ZLIB_HEADER = 2;

  /** What a step can grow to that cannot be compressed, beside an eighth: a block's head, say. */
  private static final int OVERHEAD = 1024;

  private static final long NONE = -1;

  private final PackBytes pack;
  private final PackEntry entry;
  private final EntryPoints.Steps steps;
  private final InflaterPool pool;
  private byte[] input = {};
  private byte[] content = {};

  /** The step whose content it is. */
  private long step = NONE;

  private boolean closed;

  /**
   * A blob.
   *
   * @throws io.docteur.DamagedImageException when the entry is not the blob that the steps are of
   */
  SteppedBlob(PackBytes pack, PackEntry entry, EntryPoints.Steps steps, InflaterPool pool)
      throws IOException {
    this.pack = pack;
    this.entry = entry;
    this.steps = steps;
    this.pool = pool;
    if (entry.type() != ObjectType.BLOB || entry.size() != steps.size()) {
      throw damaged("an entry is not the large blob that the layout says it is");
    }
  }

  @Override
  public long size() {
    return entry.size();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    pool.checkOpen();
    if (position >= entry.size()) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    long wanted = position / steps.length();
    if (wanted != step) {
      enter(wanted);
    }
    int from = (int) (position - step * steps.length());
    int count = Math.min(length, size(step) - from);
    System.arraycopy(content, from, target, offset, count);
    return count;
  }

  private int size(long of) {
    return (int) Math.min(steps.length(), entry.size() - of * steps.length());
  }

  /** Loads the compressed bytes of a step, checks them and inflates them. */
  private void enter(long wanted) throws IOException {
    step = NONE; // unless all goes well, there is nothing to go on from
    long start = steps.start(wanted);
    long length = steps.start(wanted + 1) - start;
    if (length <= 0
        || length > steps.length() + steps.length() / 8 + OVERHEAD
        || start < 0
        || !pack.holds(entry.offset() + start, length)) {
      throw damaged("a step of a large blob that cannot be there");
    }
    int end = (int) length;
    if (input.length < end + BufferInflater.PADDING) {
      input = new byte[end + BufferInflater.PADDING];
    }
    pack.storage().read(pack.start() + entry.offset() + start, input, 0, end);
    CRC32 crc = new CRC32();
    crc.update(input, 0, end);
    if ((int) crc.getValue() != steps.crc32(wanted)) {
      throw damaged("the CRC-32 of a step of a large blob is not what the layout says");
    }
    int head = wanted == 0 ? (int) (entry.dataOffset() - entry.offset()) + ZLIB_HEADER : 0;
    if (head > end) {
      throw damaged("a step of a large blob that cannot be there");
    }
    int size = size(wanted);
    if (content.length < size) {
      content = new byte[size];
    }
    EntryInflater inflater = pool.take();
    try {
      inflater.inflateStep(pack, entry, input, head, end, content, size);
    } finally {
      pool.giveBack(inflater);
    }
    step = wanted;
  }

  private IOException damaged(String reason) {
    return pack.damaged(entry.offset(), reason);
  }

  @Override
  public void close() {
    closed = true;
  }
}
