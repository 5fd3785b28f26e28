package io.docteur.art;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Distributions of keys. */
enum Keys {
  /** Any bytes, so mostly no UTF-8. */
  RANDOM {
    @Override
    byte[] key(Random random, int i) {
      byte[] key = new byte[random.nextInt(12)];
      random.nextBytes(key);
      return key;
    }
  },

  /** All numbers in a row. */
  DENSE {
    @Override
    byte[] key(Random random, int i) {
      return new byte[] {(byte) (i >>> 16), (byte) (i >>> 8), (byte) i};
    }
  },

  /** Few letters, and long runs of the same ones. */
  SKEWED {
    @Override
    byte[] key(Random random, int i) {
      byte[] key = new byte[random.nextInt(40)];
      for (int k = 0; k < key.length; k++) {
        key[k] = (byte) "aaaaaaaaaab\u00ff".charAt(random.nextInt(12));
      }
      return key;
    }
  },

  /** Keys that differ after hundreds of equal bytes. */
  LONG_COMMON_PREFIX {
    @Override
    byte[] key(Random random, int i) {
      return ("p".repeat(random.nextInt(3) * 100) + Integer.toString(i, 5)).getBytes(US_ASCII);
    }
  },

  /** Keys that are prefixes of other keys. */
  NESTED {
    @Override
    byte[] key(Random random, int i) {
      byte[] key = new byte[i % 150];
      if (key.length > 0 && i >= 150) {
        key[random.nextInt(key.length)] = 1;
      }
      return key;
    }
  };

  abstract byte[] key(Random random, int i);

  /** Returns keys, some of them perhaps equal. */
  List<byte[]> generate(Random random, int count) {
    List<byte[]> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(key(random, i));
    }
    return keys;
  }
}
