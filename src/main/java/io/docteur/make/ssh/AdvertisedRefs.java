package io.docteur.make.ssh;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * What a server sends, whose packets up to the first flush tell what it has. In the older protocol
 * the last ones of a shallow repository say {@code shallow}, which JGit does not understand; they
 * are left out, since what is fetched without its history needs none of them.
 *
 * @see <a href="https://git-scm.com/docs/gitprotocol-pack">gitprotocol-pack(5)</a>
 */
final class AdvertisedRefs extends FilterInputStream {
  private static final int LENGTH_DIGITS = 4;
  private static final int HEX = 16;
  private static final String SHALLOW = "shallow ";

  /** The packet that is being read, with its length, and how far it has been read. */
  private byte[] packet = {};

  private int position;
  private boolean first = true;
  private boolean flushed;
  private volatile Set<String> capabilities;
  private volatile boolean nothing;

  AdvertisedRefs(InputStream in) {
    super(in);
  }

  /** Returns what a server says in the older protocol that it can do; null where it did not. */
  Set<String> capabilities() {
    return capabilities;
  }

  /** Tells whether it ended before its first byte. */
  boolean isNothing() {
    return nothing;
  }

  @Override
  public int read() throws IOException {
    return fill() ? packet[position++] & 0xff : in.read();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (!fill()) {
      return in.read(buffer, offset, length);
    }
    int n = Math.min(length, packet.length - position);
    System.arraycopy(packet, position, buffer, offset, n);
    position += n;
    return n;
  }

  @Override
  public int available() throws IOException {
    return position < packet.length ? packet.length - position : flushed ? in.available() : 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Tells whether there is something to read of a packet, of which none come after the flush. */
  private boolean fill() throws IOException {
    while (position == packet.length && !flushed) {
      packet = next();
      String line = new String(packet, StandardCharsets.UTF_8).substring(start(packet));
      position = line.startsWith(SHALLOW) ? packet.length : 0;
      if (first) {
        first = false;
        noteCapabilities(line);
      }
    }
    return position < packet.length;
  }

  /** Reads a packet. What is none counts as the last one: it is for JGit to say so. */
  private byte[] next() throws IOException {
    byte[] digits = in.readNBytes(LENGTH_DIGITS);
    nothing = first && digits.length == 0;
    int length = length(digits);
    if (length < LENGTH_DIGITS) {
      flushed = true;
      return digits;
    }
    byte[] all = Arrays.copyOf(digits, length);
    int n = in.readNBytes(all, LENGTH_DIGITS, length - LENGTH_DIGITS);
    flushed = n < length - LENGTH_DIGITS;
    return flushed ? Arrays.copyOf(all, LENGTH_DIGITS + n) : all;
  }

  private static int length(byte[] digits) {
    try {
      return Integer.parseInt(new String(digits, StandardCharsets.US_ASCII), HEX);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int start(byte[] packet) {
    return Math.min(packet.length, LENGTH_DIGITS);
  }

  private void noteCapabilities(String line) {
    int end = line.indexOf('\0');
    if (end >= 0) {
      capabilities = Set.copyOf(Arrays.asList(line.substring(end + 1).strip().split(" ")));
    }
  }
}
