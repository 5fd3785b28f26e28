package io.docteur.storage;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Mappings that can be undone: a shared {@code java.lang.foreign.Arena}, which JDK 22 brought. It
 * is reached through method handles, since the library is compiled for an older release. Whoever
 * maps keeps this object, and with it the mapping, until the last read has ended.
 */
final class MappingArena {
  private static final int FIRST_RELEASE = 22; // a preview before, with other names

  /** {@code () -> Arena.ofShared()}, or null where there is none. */
  private static final MethodHandle OPEN;

  /** {@code (channel, mode, position, size, arena) -> channel.map(…).asByteBuffer()}. */
  private static final MethodHandle MAP;

  /**
   * Unmaps what was forgotten, as the collector does without an arena; null where there is none.
   */
  private static final Cleaner CLEANER;

  static {
    MethodHandle open = null;
    MethodHandle map = null;
    if (Runtime.version().feature() >= FIRST_RELEASE) {
      try {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> arena = Class.forName("java.lang.foreign.Arena");
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        open =
            lookup
                .findStatic(arena, "ofShared", MethodType.methodType(arena))
                .asType(MethodType.methodType(AutoCloseable.class));
        MethodType mapType =
            MethodType.methodType(
                segment, FileChannel.MapMode.class, long.class, long.class, arena);
        MethodType bufferType = MethodType.methodType(ByteBuffer.class);
        MethodHandle mapped = lookup.findVirtual(FileChannel.class, "map", mapType);
        MethodHandle buffer = lookup.findVirtual(segment, "asByteBuffer", bufferType);
        map = MethodHandles.filterReturnValue(mapped, buffer);
        map = map.asType(map.type().changeParameterType(4, AutoCloseable.class));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
    OPEN = open;
    MAP = map;
    CLEANER = open == null ? null : Cleaner.create();
  }

  private final AutoCloseable arena;
  private final Cleaner.Cleanable closing;

  /** Opens an arena, where {@link #isSupported}. */
  MappingArena() {
    AutoCloseable opened; // what closes it must not hold this
    try {
      opened = (AutoCloseable) OPEN.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
    arena = opened;
    closing = CLEANER.register(this, () -> close(opened));
  }

  static boolean isSupported() {
    return OPEN != null;
  }

  /** Maps a range of a file for reading, until this arena is closed. */
  ByteBuffer map(FileChannel channel, long position, long size) throws IOException {
    try {
      return (ByteBuffer)
          MAP.invokeExact(channel, FileChannel.MapMode.READ_ONLY, position, size, arena);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Unmaps; called once, when nobody reads a buffer of this arena any more. */
  void close() {
    closing.clean();
  }

  private static void close(AutoCloseable arena) {
    try {
      arena.close();
    } catch (Exception e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }
}
