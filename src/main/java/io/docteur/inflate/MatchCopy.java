package io.docteur.inflate;

import io.docteur.storage.Bytes;

/** Copies matches: bytes that stand before in the same array, and may reach into what is copied. */
final class MatchCopy {
  /** What is copied of a match at a time: most are not longer, and a loop would guess wrong. */
  static final int COPIED = 4 * Long.BYTES;

  private static final long EVERY_BYTE = 0x0101010101010101L;

  private MatchCopy() {}

  /** Copies a match, and fewer than {@link #COPIED} bytes more. */
  static void copy(byte[] target, int at, int distance, int length) {
    int from = at - distance;
    int to = at;
    int stop = at + length;
    if (distance >= Long.BYTES) {
      copyWords(target, to, from);
      while ((to += COPIED) < stop) {
        from += COPIED;
        copyWords(target, to, from);
      }
    } else if (distance == 1) {
      long same = (target[from] & 0xff) * EVERY_BYTE;
      for (; to < stop; to += Long.BYTES) {
        Bytes.putLongLittleEndian(target, to, same);
      }
    } else {
      copyBytes(target, at, distance, length);
    }
  }

  static void copyWords(byte[] target, int to, int from) {
    Bytes.putLongLittleEndian(target, to, Bytes.getLongLittleEndian(target, from));
    Bytes.putLongLittleEndian(target, to + 8, Bytes.getLongLittleEndian(target, from + 8));
    Bytes.putLongLittleEndian(target, to + 16, Bytes.getLongLittleEndian(target, from + 16));
    Bytes.putLongLittleEndian(target, to + 24, Bytes.getLongLittleEndian(target, from + 24));
  }

  static void copyBytes(byte[] target, int at, int distance, int length) {
    for (int i = at; i < at + length; i++) {
      target[i] = target[i - distance];
    }
  }
}
