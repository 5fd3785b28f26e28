package io.docteur.inflate;

import io.docteur.storage.Bytes;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.zip.Adler32;

/**
 * Inflates through libdeflate, which {@code io.airlift:aircompressor-v3} brings and calls where the
 * JDK is one that its classes are for. It is reached through method handles, since the library is
 * compiled for an older release. It inflates bare deflate, unchecked: the zlib header and the
 * Adler-32 are checked here. Not thread-safe.
 */
public final class NativeInflater {
  private static final String TYPE = "io.airlift.compress.v3.deflate.DeflateNativeDecompressor";
  private static final int HEADER = 2;
  private static final int TRAILER = 4;

  /** The method's byte: deflate with a window of 32 KiB; with others the JDK's rules decide. */
  private static final int DEFLATE = 0x78;

  private static final int DICTIONARY = 0x20;
  private static final int HEADER_DIVISOR = 31;

  /** {@code () -> new DeflateNativeDecompressor()}, or null where there is none. */
  private static final MethodHandle NEW;

  /** {@code (decompressor, input, from, length, output, from, length) -> length}. */
  private static final MethodHandle DECOMPRESS;

  static {
    MethodHandle make = null;
    MethodHandle decompress = null;
    try {
      Class<?> type = Class.forName(TYPE);
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      MethodHandle enabled =
          lookup.findStatic(type, "isEnabled", MethodType.methodType(boolean.class));
      if ((boolean) enabled.invokeExact()) {
        make =
            lookup
                .findConstructor(type, MethodType.methodType(void.class))
                .asType(MethodType.methodType(Object.class));
        MethodType call =
            MethodType.methodType(
                int.class, byte[].class, int.class, int.class, byte[].class, int.class, int.class);
        decompress = lookup.findVirtual(type, "decompress", call);
        decompress = decompress.asType(decompress.type().changeParameterType(0, Object.class));
      }
    } catch (Throwable e) {
      make = null; // it is not there, for another JDK, or has no library for this platform
    }
    NEW = make;
    DECOMPRESS = decompress;
  }

  private final Object decompressor;
  private final Adler32 adler = new Adler32();

  /** An inflater, where {@link #isAvailable}. */
  public NativeInflater() {
    try {
      decompressor = (Object) NEW.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("libdeflate fails", e);
    }
  }

  public static boolean isAvailable() {
    return NEW != null;
  }

  /**
   * Inflates a stream that has to fill a part of a target; tells whether it did. When not, the part
   * may hold anything, and the stream need not be unsound.
   *
   * @param from where the stream starts
   * @param to where it ends, exactly
   */
  public boolean inflate(byte[] input, int from, int to, byte[] target, int offset, int size) {
    int start = from + HEADER;
    int end = to - TRAILER;
    if (end < start || !isHeader(input[from] & 0xff, input[from + 1] & 0xff)) {
      return false;
    }
    try {
      int count =
          (int)
              DECOMPRESS.invokeExact(decompressor, input, start, end - start, target, offset, size);
      if (count != size) {
        return false;
      }
    } catch (RuntimeException e) {
      return false; // the stream is malformed
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("libdeflate fails", e);
    }
    adler.reset();
    adler.update(target, offset, size);
    return (int) adler.getValue() == Bytes.getInt(input, end);
  }

  private static boolean isHeader(int method, int flags) {
    return method == DEFLATE
        && (flags & DICTIONARY) == 0
        && (method << Byte.SIZE | flags) % HEADER_DIVISOR == 0;
  }
}
