package io.docteur.pack;

import io.docteur.storage.Bytes;

/**
 * A delta that lies inflated on the heap: {@code gitformat-pack(5)}, "Deltified representation".
 * {@link Delta} does the same for those that do not.
 */
final class HeapDelta {
  private static final int COPY = 0x80;

  /** By the bits that tell which operands a copy has, where these lie; {@link #SCATTERED}. */
  private static final short[] OPERANDS = new short[COPY];

  /** Operands that leave out a byte below one that they have, as few do. */
  private static final short SCATTERED = -1;

  private static final int COPY_OPERANDS = 7;
  private static final int POSITION_OPERANDS = 4;

  static {
    for (int bits = 0; bits < COPY; bits++) {
      int position = bits & (1 << POSITION_OPERANDS) - 1;
      int length = bits >> POSITION_OPERANDS;
      boolean scattered = (position & position + 1) != 0 || (length & length + 1) != 0;
      int positionBits = Byte.SIZE * Integer.bitCount(position);
      int lengthBits = Byte.SIZE * Integer.bitCount(length);
      OPERANDS[bits] = scattered ? SCATTERED : (short) (positionBits << Byte.SIZE | lengthBits);
    }
  }

  /** What a copy of size 0 copies. */
  private static final int COPY_OF_ZERO = 0x10000;

  private final byte[] delta;
  private final int end;
  private int next;
  private final long baseSize;
  private final long resultSize;

  /**
   * The delta in a part of an array.
   *
   * @throws MalformedObjectException when it does not start as a delta does
   */
  HeapDelta(byte[] delta, int from, int to) throws MalformedObjectException {
    this.delta = delta;
    this.next = from;
    this.end = to;
    this.baseSize = number();
    this.resultSize = number();
  }

  /** Returns the size of the result. */
  long resultSize() {
    return resultSize;
  }

  /**
   * Writes the result into an array, which has room for it from an offset on.
   *
   * @param base holds the base from an offset on
   * @throws MalformedObjectException when the delta is not one against this base
   */
  void apply(byte[] base, int baseOffset, int baseLength, byte[] result, int offset)
      throws MalformedObjectException {
    if (baseLength != baseSize) {
      throw new MalformedObjectException(
          "a delta is against " + baseSize + " bytes, and its base has " + baseLength);
    }
    try {
      int made = make(base, baseOffset, result, offset);
      if (made != resultSize) {
        throw new MalformedObjectException("a delta makes fewer bytes than it declares");
      }
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedObjectException("a delta ends within an instruction");
    }
  }

  /** Returns how many bytes were made. */
  private int make(byte[] base, int baseOffset, byte[] result, int offset)
      throws MalformedObjectException {
    int made = 0;
    int at = next;
    while (at < end) {
      int code = delta[at++];
      if ((code & COPY) != 0) {
        long operands = operands(code, at);
        int position = (int) operands;
        int length = (int) (operands >>> Integer.SIZE);
        at += Integer.bitCount(code & COPY - 1);
        length = length == 0 ? COPY_OF_ZERO : length;
        if (position < 0 || position > baseSize - length || length > resultSize - made) {
          throw new MalformedObjectException(
              "a delta copies what its base or its result has no room for");
        }
        System.arraycopy(base, baseOffset + position, result, offset + made, length);
        made += length;
      } else {
        if (code == 0 || code > end - at || code > resultSize - made) {
          throw new MalformedObjectException("a delta holds no sound instruction");
        }
        System.arraycopy(delta, at, result, offset + made, code);
        at += code;
        made += code;
      }
    }
    if (at != end) {
      throw new IndexOutOfBoundsException(at);
    }
    return made;
  }

  /** Returns the position of a copy in the lower half and its length in the upper one. */
  private long operands(int code, int at) {
    int bits = at <= delta.length - Long.BYTES ? OPERANDS[code & COPY - 1] : SCATTERED;
    if (bits == SCATTERED) {
      return scatteredOperands(code, at);
    }
    long bytes = Bytes.getLongLittleEndian(delta, at);
    int positionBits = bits >> Byte.SIZE;
    int lengthBits = bits & 0xff;
    return bytes & (1L << positionBits) - 1
        | (bytes >>> positionBits & (1L << lengthBits) - 1) << Integer.SIZE;
  }

  private long scatteredOperands(int code, int at) {
    long operands = 0;
    int next = at;
    for (int i = 0; i < COPY_OPERANDS; i++) {
      if ((code >> i & 1) != 0) {
        operands |= (delta[next++] & 0xffL) << Byte.SIZE * i;
      }
    }
    return operands;
  }

  private long number() throws MalformedObjectException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE - 1 && next < end; shift += 7) {
      int b = delta[next++];
      number |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return number;
      }
    }
    throw new MalformedObjectException("a delta does not start with two sizes");
  }
}
