package io.docteur.pack;

import io.docteur.storage.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-1 of a git object. Ordered as unsigned bytes, the order of an index.
 *
 * @param a bytes 0 to 7, big-endian
 * @param b bytes 8 to 15
 * @param c bytes 16 to 19
 */
public record ObjectId(long a, long b, int c) implements Comparable<ObjectId> {
  /** The bytes of an id. */
  public static final int LENGTH = 20;

  /** Returns the id in {@link #LENGTH} raw bytes at an index. */
  public static ObjectId fromBytes(byte[] bytes, int index) {
    return new ObjectId(
        Bytes.getLong(bytes, index),
        Bytes.getLong(bytes, index + 8),
        Bytes.getInt(bytes, index + 16));
  }

  /**
   * Returns the id that 40 hexadecimal digits of either case name.
   *
   * @throws IllegalArgumentException when the text is anything else
   */
  public static ObjectId fromHex(String hex) {
    if (hex.length() != 2 * LENGTH) {
      throw new IllegalArgumentException("not an object id of 40 digits: " + hex);
    }
    return fromBytes(HexFormat.of().parseHex(hex), 0);
  }

  /** Returns the id of an object with this content. */
  public static ObjectId of(ObjectType type, byte[] content) {
    MessageDigest sha1 = sha1();
    sha1.update(type.header(content.length));
    return fromBytes(sha1.digest(content), 0);
  }

  /** Returns a fresh digest of the kind that makes ids. */
  public static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  /** Writes the raw bytes at an index. */
  public void put(byte[] bytes, int index) {
    Bytes.putLong(bytes, index, a);
    Bytes.putLong(bytes, index + 8, b);
    Bytes.putInt(bytes, index + 16, c);
  }

  /** Returns the raw bytes. */
  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    put(bytes, 0);
    return bytes;
  }

  /** Returns the first byte, from 0 to 255, which an index's fan-out goes by. */
  public int firstByte() {
    return (int) (a >>> 56);
  }

  @Override
  public int compareTo(ObjectId other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) {
      order = Long.compareUnsigned(b, other.b);
    }
    return order == 0 ? Integer.compareUnsigned(c, other.c) : order;
  }

  /** Written out, since a record's own costs the first to call it 20 ms and more. */
  @Override
  public boolean equals(Object object) {
    return object instanceof ObjectId that && a == that.a && b == that.b && c == that.c;
  }

  @Override
  public int hashCode() {
    return (int) (a >>> 32); // uniformly distributed as it is
  }

  /** Returns the 40 hexadecimal digits, in lower case. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(toBytes());
  }
}
