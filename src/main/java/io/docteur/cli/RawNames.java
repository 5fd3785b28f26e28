package io.docteur.cli;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names as bytes. The file system of an image shows a byte that is not UTF-8 as one of the
 * characters U+DC80 to U+DCFF, whose low byte it is.
 */
final class RawNames {
  private static final int ASCII_END = 0x80;
  private static final char FIRST_ESCAPED = '\uDC80';
  private static final char LAST_ESCAPED = '\uDCFF';

  private RawNames() {}

  /** Returns the bytes of a name in an image, or of text with such names in it. */
  static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c >= FIRST_ESCAPED && c <= LAST_ESCAPED) {
                bytes.write(c);
              } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
              }
            });
    return bytes.toByteArray();
  }

  /**
   * Returns the path on the default file system of a name in a directory. A name that is not ASCII
   * takes the way of a URI, whose bytes the platform leaves as they are in every locale.
   */
  static Path resolve(Path directory, String name) {
    if (name.chars().allMatch(c -> c < ASCII_END)) {
      return directory.resolve(name);
    }
    StringBuilder uri = new StringBuilder(directory.toUri().toString());
    if (uri.charAt(uri.length() - 1) != '/') {
      uri.append('/');
    }
    for (byte b : bytes(name)) {
      uri.append("%%%02X".formatted(b));
    }
    return Path.of(URI.create(uri.toString()));
  }

  /** Returns the path that a symbolic link leads to, as the link has it. */
  static Path target(Path link, String text) {
    Path absolute = link.getRoot();
    for (String name : text.split("/", -1)) {
      absolute = resolve(absolute, name);
    }
    boolean relative = !text.startsWith("/") && absolute.getNameCount() > 0;
    return relative ? absolute.subpath(0, absolute.getNameCount()) : absolute;
  }
}
