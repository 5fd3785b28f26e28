package io.docteur.pack;

import io.docteur.storage.Bytes;
import io.docteur.testing.Zlib;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts a pack together entry by entry, sound or not. */
public final class HandLaidPack {
  static final int OFS_DELTA = 6;
  static final int REF_DELTA = 7;

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private final List<Long> offsets = new ArrayList<>();

  /** Returns where the next entry will start. */
  long offset() {
    return (long) PackFormat.HEADER_LENGTH + entries.size();
  }

  List<Long> offsets() {
    return offsets;
  }

  public long whole(ObjectType type, byte[] content) {
    return entry(type.code(), content.length, new byte[0], Zlib.deflate(content));
  }

  public long ofsDelta(long base, byte[] delta) {
    return entry(OFS_DELTA, delta.length, distance(offset() - base), Zlib.deflate(delta));
  }

  public long refDelta(ObjectId base, byte[] delta) {
    return entry(REF_DELTA, delta.length, base.toBytes(), Zlib.deflate(delta));
  }

  /** Adds an entry of whatever is given. */
  long entry(int code, long declaredSize, byte[] base, byte[] stream) {
    long offset = offset();
    offsets.add(offset);
    long rest = declaredSize >>> 4;
    int first = code << 4 | (int) (declaredSize & 15);
    entries.write(rest == 0 ? first : first | 0x80);
    byte[] size = new byte[10];
    entries.write(size, 0, rest == 0 ? 0 : Bytes.putVarLong(size, 0, rest));
    entries.writeBytes(base);
    entries.writeBytes(stream);
    return offset;
  }

  /** Returns the pack, its trailer included. */
  public byte[] bytes() {
    byte[] pack = new byte[PackFormat.HEADER_LENGTH + entries.size() + ObjectId.LENGTH];
    Bytes.putInt(pack, 0, PackFormat.MAGIC);
    Bytes.putInt(pack, 4, PackFormat.VERSION);
    Bytes.putInt(pack, 8, offsets.size());
    System.arraycopy(entries.toByteArray(), 0, pack, PackFormat.HEADER_LENGTH, entries.size());
    int end = pack.length - ObjectId.LENGTH;
    var sha1 = ObjectId.sha1();
    sha1.update(pack, 0, end);
    ObjectId.fromBytes(sha1.digest(), 0).put(pack, end);
    return pack;
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  /** Returns the distance of an OFS_DELTA as git writes it. */
  static byte[] distance(long distance) {
    byte[] bytes = new byte[10];
    int at = bytes.length;
    bytes[--at] = (byte) (distance & 0x7f);
    for (long rest = distance >>> 7; rest != 0; rest >>>= 7) {
      bytes[--at] = (byte) (0x80 | (--rest & 0x7f));
    }
    return java.util.Arrays.copyOfRange(bytes, at, bytes.length);
  }

  /** Puts a delta together instruction by instruction. */
  static final class DeltaBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    DeltaBytes(long baseSize, long resultSize) {
      number(baseSize);
      number(resultSize);
    }

    private void number(long value) {
      byte[] bytes = new byte[10];
      out.write(bytes, 0, Bytes.putVarLong(bytes, 0, value));
    }

    /** Copies with every byte of both operands present, whatever they are. */
    DeltaBytes copy(long position, int length) {
      out.write(0xff);
      for (int i = 0; i < 4; i++) {
        out.write((int) (position >>> (8 * i)));
      }
      for (int i = 0; i < 3; i++) {
        out.write(length >>> (8 * i));
      }
      return this;
    }

    DeltaBytes insert(byte... bytes) {
      out.write(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    DeltaBytes raw(int... bytes) {
      for (int b : bytes) {
        out.write(b);
      }
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
