package io.docteur.pack;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A large blob whose stream is entered at the step in which a position lies. No byte goes out
 * before the compressed bytes of its step were found to be the right ones.
 */
final class SteppedBlob implements Blob {
  /** A zlib stream starts with two bytes; what follows is deflate's. */
  private static final int ZLIB_HEADER = 2;

  /** What a step can grow to that cannot be compressed, beside an eighth: a block's head, say. */
  private static final int OVERHEAD = 1024;

  private static final int SCRATCH_LENGTH = 8 << 10;

  private static final long NONE = -1;

  private final PackBytes pack;
  private final PackEntry entry;
  private final EntryPoints.Steps steps;
  private final InflaterPool pool;
  private final Inflater inflater = new Inflater(true);
  private final byte[] scratch = new byte[SCRATCH_LENGTH];
  private byte[] input = new byte[0];

  /** The step that is being inflated, and the next position of the blob. */
  private long step = NONE;

  private long next;
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
    if (wanted != step || position < next) {
      enter(wanted);
    }
    while (next < position) {
      inflate(scratch, 0, (int) Math.min(scratch.length, position - next));
    }
    long end = Math.min(entry.size(), (step + 1) * steps.length());
    int count = (int) Math.min(length, end - position);
    for (int done = 0; done < count; ) {
      done += inflate(target, offset + done, count - done);
    }
    return count;
  }

  /** Loads and checks the compressed bytes of a step. */
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
    if (input.length < length) {
      input = new byte[(int) length];
    }
    pack.storage().read(pack.start() + entry.offset() + start, input, 0, (int) length);
    CRC32 crc = new CRC32();
    crc.update(input, 0, (int) length);
    if ((int) crc.getValue() != steps.crc32(wanted)) {
      throw damaged("the CRC-32 of a step of a large blob is not what the layout says");
    }
    int head = wanted == 0 ? (int) (entry.dataOffset() - entry.offset()) + ZLIB_HEADER : 0;
    if (head > length) {
      throw damaged("a step of a large blob that cannot be there");
    }
    inflater.reset();
    inflater.setInput(input, head, (int) length - head);
    next = wanted * steps.length();
    step = wanted;
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      int count = inflater.inflate(target, offset, length);
      if (count == 0) {
        throw damaged("a step of a large blob inflates to fewer bytes than it should");
      }
      next += count;
      return count;
    } catch (DataFormatException e) {
      throw damaged("a step of a large blob is no sound stream: " + e.getMessage());
    }
  }

  private IOException damaged(String reason) {
    step = NONE;
    return pack.damaged(entry.offset(), reason);
  }

  @Override
  public void close() {
    closed = true;
    inflater.end();
  }
}
