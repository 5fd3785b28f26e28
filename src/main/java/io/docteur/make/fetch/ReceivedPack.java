package io.docteur.make.fetch;

import io.docteur.make.output.WriteFailure;
import io.docteur.pack.ObjectId;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A pack that is being received: one thread writes it to a file, while another one reads what is
 * there and waits for what is not. Behind the end, which nobody knows beforehand, lie zeros.
 */
final class ReceivedPack implements Storage {
  private static final int WINDOW = 256 << 10;

  private final Path path;
  private final FileChannel file;

  /** What the reader has read at once; only one thread reads. */
  private final byte[] window = new byte[WINDOW];

  private long windowStart;
  private int windowLength;

  /** What was written, but for the last bytes, which may be the checksum. */
  private final MessageDigest sha1 = ObjectId.sha1();

  private byte[] last = {};

  // Guarded by this.
  private long length;
  private boolean ended;
  private boolean abandoned;
  private boolean readBeyond;

  /** A pack in a file, from which anything that is there goes. */
  ReceivedPack(Path path) throws IOException {
    this.path = path;
    try {
      file =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw WriteFailure.of(path, e);
    }
  }

  /** Takes the next bytes of the pack. */
  void write(byte[] bytes, int count) throws IOException {
    try {
      for (ByteBuffer rest = ByteBuffer.wrap(bytes, 0, count); rest.hasRemaining(); ) {
        file.write(rest);
      }
    } catch (IOException e) {
      throw WriteFailure.of(path, e);
    }
    hash(bytes, count);
    synchronized (this) {
      length += count;
      notifyAll();
    }
  }

  private void hash(byte[] bytes, int count) {
    int hashed = Math.max(0, last.length + count - ObjectId.LENGTH);
    int ofLast = Math.min(last.length, hashed);
    sha1.update(last, 0, ofLast);
    sha1.update(bytes, 0, hashed - ofLast);
    byte[] kept = Arrays.copyOfRange(last, ofLast, ofLast + ObjectId.LENGTH);
    int ofKept = last.length - ofLast;
    int ofBytes = count - (hashed - ofLast);
    System.arraycopy(bytes, hashed - ofLast, kept, ofKept, ofBytes);
    last = Arrays.copyOf(kept, ofKept + ofBytes);
  }

  /**
   * Nothing more comes.
   *
   * @return the checksum at the end of the pack, or null when it is not that of the bytes before
   */
  ObjectId end() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    return Arrays.equals(sha1.digest(), last) ? ObjectId.fromBytes(last, 0) : null;
  }

  /** Lets the reader go, if it is still there. */
  synchronized void abandon() {
    abandoned = true;
    notifyAll();
  }

  /** Tells whether the reader was given zeros. */
  synchronized boolean isReadBeyond() {
    return readBeyond;
  }

  /** Returns how many bytes have been written. */
  synchronized long length() {
    return length;
  }

  @Override
  public String name() {
    return path.toString();
  }

  /** Any size is possible. */
  @Override
  public long size() {
    return Long.MAX_VALUE;
  }

  @Override
  public void read(long position, byte[] target, int offset, int count) throws IOException {
    int there = (int) (await(position, count) - position);
    if (there < count) {
      Arrays.fill(target, offset + Math.max(0, there), offset + count, (byte) 0);
    }
    for (int done = 0; done < there; ) {
      long at = position + done - windowStart;
      if (at < 0 || at >= windowLength) {
        fill(position + done);
        at = 0;
      }
      int part = (int) Math.min(there - done, windowLength - at);
      System.arraycopy(window, (int) at, target, offset + done, part);
      done += part;
    }
  }

  /** Waits for bytes, and returns where those end that are there. */
  private synchronized long await(long position, int count) throws IOException {
    while (length - position < count && !ended && !abandoned) {
      try {
        wait();
      } catch (InterruptedException e) {
        abandoned = true;
      }
    }
    if (abandoned) {
      throw new IOException("the pack is not wanted any more");
    }
    readBeyond |= length - position < count;
    return Math.min(length, position + count);
  }

  /** Fills the window with at least one byte. */
  private void fill(long position) throws IOException {
    windowStart = position;
    windowLength = file.read(ByteBuffer.wrap(window), position);
    if (windowLength <= 0) {
      windowLength = 0;
      throw new IOException(path + " has become shorter");
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
