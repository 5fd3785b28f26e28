package io.docteur.pack;

/**
 * A delta that lies inflated on the heap: {@code gitformat-pack(5)}, "Deltified representation".
 * {@link Delta} does the same for those that do not.
 */
final class HeapDelta {
  private static final int COPY = 0x80;

  /** What a copy of size 0 copies. */
  private static final int COPY_OF_ZERO = 0x10000;

  private final byte[] delta;
  private final int end;
  private int next;
  private final long baseSize;
  private final long resultSize;

  /**
   * The delta in the first bytes of an array.
   *
   * @throws MalformedObjectException when it does not start as a delta does
   */
  HeapDelta(byte[] delta, int length) throws MalformedObjectException {
    this.delta = delta;
    this.end = length;
    this.baseSize = number();
    this.resultSize = number();
  }

  /** Returns the size of the result. */
  long resultSize() {
    return resultSize;
  }

  /**
   * Writes the result into the first bytes of an array, which has room for it.
   *
   * @param base holds the base in its first bytes
   * @throws MalformedObjectException when the delta is not one against this base
   */
  void apply(byte[] base, int baseLength, byte[] result) throws MalformedObjectException {
    if (baseLength != baseSize) {
      throw new MalformedObjectException(
          "a delta is against " + baseSize + " bytes, and its base has " + baseLength);
    }
    try {
      int made = make(base, result);
      if (made != resultSize) {
        throw new MalformedObjectException("a delta makes fewer bytes than it declares");
      }
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedObjectException("a delta ends within an instruction");
    }
  }

  /** Returns how many bytes were made. */
  private int make(byte[] base, byte[] result) throws MalformedObjectException {
    int made = 0;
    int at = next;
    while (at < end) {
      int code = delta[at++];
      if ((code & COPY) != 0) {
        int position = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE, code >>= 1) {
          if ((code & 1) != 0) {
            position |= (delta[at++] & 0xff) << shift;
          }
        }
        int length = 0;
        for (int shift = 0; shift < Integer.SIZE - Byte.SIZE; shift += Byte.SIZE, code >>= 1) {
          if ((code & 1) != 0) {
            length |= (delta[at++] & 0xff) << shift;
          }
        }
        length = length == 0 ? COPY_OF_ZERO : length;
        if (position < 0 || position > baseSize - length || length > resultSize - made) {
          throw new MalformedObjectException(
              "a delta copies what its base or its result has no room for");
        }
        System.arraycopy(base, position, result, made, length);
        made += length;
      } else {
        if (code == 0 || code > end - at || code > resultSize - made) {
          throw new MalformedObjectException("a delta holds no sound instruction");
        }
        System.arraycopy(delta, at, result, made, code);
        at += code;
        made += code;
      }
    }
    if (at != end) {
      throw new IndexOutOfBoundsException(at);
    }
    return made;
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
