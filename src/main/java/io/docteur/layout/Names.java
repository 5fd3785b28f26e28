package io.docteur.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.InvalidPathException;

/**
 * The bytes of a name as a string and back, the same in every locale. Bytes are UTF-8; one that is
 * not stands in the string as U+DC80 to U+DCFF, the low surrogate that ends in it (Python's {@code
 * surrogateescape}, PEP 383). Decoding and encoding again gives the same bytes, whatever they are.
 */
public final class Names {
  private static final char ESCAPE = '\uDC00';
  private static final char FIRST_ESCAPED = '\uDC80';
  private static final char LAST_ESCAPED = '\uDCFF';
  private static final char REPLACEMENT = '\uFFFD';

  private Names() {}

  /**
   * Returns the bytes of a string.
   *
   * @throws InvalidPathException when it holds a NUL, or a surrogate that is neither half of a pair
   *     nor an escaped byte
   */
  public static byte[] encode(String text) {
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new InvalidPathException(text, "a NUL character", nul);
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return encodeSurrogates(text);
      }
    }
    return text.getBytes(UTF_8);
  }

  private static byte[] encodeSurrogates(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (codePoint >= FIRST_ESCAPED && codePoint <= LAST_ESCAPED) {
        bytes.write(codePoint);
      } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new InvalidPathException(text, "a lone surrogate", i);
      } else {
        bytes.writeBytes(Character.toString(codePoint).getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /** Returns the string of bytes. */
  public static String decode(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeEscaping(bytes);
  }

  private static String decodeEscaping(byte[] bytes) {
    CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      decoder.decode(in, out, true);
      if (!in.hasRemaining()) {
        return out.flip().toString();
      }
      out.put((char) (ESCAPE | (in.get() & 0xff)));
    }
  }
}
