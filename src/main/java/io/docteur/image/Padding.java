package io.docteur.image;

import io.docteur.storage.Storage;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/** What lies between the parts of an image, and behind its index: zeros, if nobody damaged it. */
final class Padding {
  /** Returned where all are zeros. */
  static final long NONE = -1;

  private static final int PIECE = 64 << 10;

  private final Storage storage;
  private final byte[] piece = new byte[PIECE];

  Padding(Storage storage) {
    this.storage = storage;
  }

  /**
   * Returns the position of the first byte that should be zero and is not, or {@link #NONE}.
   *
   * @param parts what lies between two positions, in any order
   */
  long stray(long from, List<Section> parts, long to) throws IOException {
    long at = from;
    for (Section part : parts.stream().sorted(Comparator.comparing(Section::position)).toList()) {
      long stray = stray(at, part.position());
      if (stray != NONE) {
        return stray;
      }
      at = Math.max(at, part.position() + part.length());
    }
    return stray(at, to);
  }

  private long stray(long from, long to) throws IOException {
    for (long at = from; at < to; at += PIECE) {
      int length = (int) Math.min(PIECE, to - at);
      storage.read(at, piece, 0, length);
      for (int i = 0; i < length; i++) {
        if (piece[i] != 0) {
          return at + i;
        }
      }
    }
    return NONE;
  }
}
