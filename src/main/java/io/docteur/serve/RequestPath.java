package io.docteur.serve;

import io.docteur.layout.Names;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The path of a URI, to and from the raw bytes of names. */
final class RequestPath {
  /** Not the ampersand, which may start a character reference where a path stands in a page. */
  private static final String UNESCAPED = "-._~!$'()*,:@=+";

  private static final int HEX = 16;

  private RequestPath() {}

  /**
   * Returns the path inside of an image that a request names, or null when no path in an image is
   * named so: each name is decoded for itself, and must come out as one that a directory can hold.
   *
   * @param raw the path of the request's URI, still encoded
   */
  static String decode(String raw) {
    if (!raw.startsWith("/")) {
      return null;
    }
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    String[] names = raw.substring(1).split("/", -1);
    for (int i = 0; i < names.length; i++) {
      byte[] name = decodeName(names[i]);
      boolean last = i == names.length - 1;
      if (name == null || (!isName(name) && !(last && name.length == 0))) {
        return null;
      }
      path.write('/');
      path.writeBytes(name);
    }
    return Names.decode(path.toByteArray());
  }

  private static byte[] decodeName(String raw) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        name.write(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], HEX) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], HEX);
      if (low < 0) {
        return null;
      }
      name.write(high * HEX + low);
      i += 2;
    }
    return name.toByteArray();
  }

  private static boolean isName(byte[] name) {
    for (byte b : name) {
      if (b == 0 || b == '/') {
        return false;
      }
    }
    boolean dots = name.length <= 2;
    for (byte b : name) {
      dots &= b == '.';
    }
    return !dots;
  }

  /** Returns a name as a segment of a URI's path. */
  static String encode(String name) {
    StringBuilder segment = new StringBuilder();
    for (byte b : Names.encode(name)) {
      boolean plain = b >= 0 && (Character.isLetterOrDigit(b) || UNESCAPED.indexOf(b) >= 0);
      if (plain) {
        segment.append((char) b);
      } else {
        segment.append('%');
        segment.append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xf, HEX)));
        segment.append(Character.toUpperCase(Character.forDigit(b & 0xf, HEX)));
      }
    }
    return segment.toString();
  }
}
