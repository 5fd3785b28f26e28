package io.docteur.testing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Streams of zlib as the JDK has them. */
public final class Zlib {
  private Zlib() {}

  /** Returns a stream of some content. */
  public static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater();
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** Returns the content of a stream of so many bytes, or null when it is unsound. */
  public static byte[] inflate(byte[] stream, int size) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(stream);
      byte[] content = new byte[size + 1];
      int count = inflater.inflate(content);
      return inflater.finished() && count == size ? Arrays.copyOf(content, size) : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
