package io.docteur.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Integers in byte arrays. Big-endian, as git has them, unless the name says otherwise. */
public final class Bytes {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  /** Returns the four bytes at an index. */
  public static int getInt(byte[] bytes, int index) {
    return (int) INT.get(bytes, index);
  }

  /** Returns the eight bytes at an index. */
  public static long getLong(byte[] bytes, int index) {
    return (long) LONG.get(bytes, index);
  }

  /** Returns the eight bytes at an index, least significant byte first. */
  public static long getLongLittleEndian(byte[] bytes, int index) {
    return (long) LONG_LE.get(bytes, index);
  }

  /** Writes four bytes at an index. */
  public static void putInt(byte[] bytes, int index, int value) {
    INT.set(bytes, index, value);
  }

  /** Writes eight bytes at an index. */
  public static void putLong(byte[] bytes, int index, long value) {
    LONG.set(bytes, index, value);
  }

  /** Writes eight bytes at an index, least significant byte first. */
  public static void putLongLittleEndian(byte[] bytes, int index, long value) {
    LONG_LE.set(bytes, index, value);
  }

  /**
   * Returns an unsigned number in LEB128: seven bits a byte, least significant first.
   *
   * @throws IndexOutOfBoundsException when the number runs past the end of the array or of 63 bits
   */
  public static long getVarLong(byte[] bytes, int index) {
    long value = 0;
    for (int shift = 0, i = index; shift < Long.SIZE - 1; shift += 7, i++) {
      byte b = bytes[i];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number of more than 63 bits");
  }

  /** Writes an unsigned number in LEB128 and returns the index after it. */
  public static int putVarLong(byte[] bytes, int index, long value) {
    int i = index;
    long rest = value;
    while (rest >= 0x80) {
      bytes[i++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[i++] = (byte) rest;
    return i;
  }

  /** Returns how many bytes {@link #putVarLong} writes for a number that is not negative. */
  public static int varLongLength(long value) {
    return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
  }
}
