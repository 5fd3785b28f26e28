package io.docteur.layout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The bytes of names as the operating system has them, whatever the locale. A path of the default
 * provider keeps the bytes that it was listed with, but decodes them by the locale when it becomes
 * a string; as a URI it shows them undecoded, percent-encoded. Other providers' names are taken for
 * UTF-8.
 */
public final class PlatformNames {
  private static final String UNRESERVED = "-._~";

  private PlatformNames() {}

  /**
   * Returns the bytes of the last name of a listed path.
   *
   * @throws FileSystemException when the platform does not tell them
   */
  public static byte[] name(Path path) throws IOException {
    Path name = path.getFileName();
    byte[] bytes = bytes(name);
    Path again = resolve(path.toAbsolutePath().getParent(), bytes);
    if (!again.getFileName().equals(name)) {
      throw new FileSystemException(path.toString(), null, "a name whose bytes cannot be told");
    }
    return bytes;
  }

  /** Returns the bytes of the target of a symbolic link. */
  public static byte[] target(Path link) throws IOException {
    return bytes(Files.readSymbolicLink(link));
  }

  /** Returns the path of a name in a directory. */
  public static Path resolve(Path directory, byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    if (ascii(text) != null || directory.getFileSystem() != FileSystems.getDefault()) {
      return directory.resolve(text);
    }
    Path root = directory.toAbsolutePath().getRoot();
    StringBuilder uri = new StringBuilder(root.toUri().toString());
    for (byte b : name) {
      if (isUnreserved(b)) {
        uri.append((char) b);
      } else {
        uri.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return directory.resolve(root.relativize(Path.of(URI.create(uri.toString()))));
  }

  /**
   * Returns the path that a symbolic link is to have as its target.
   *
   * @param link an absolute path, where the link is to be
   * @param target the bytes of its target, names with slashes between
   */
  public static Path targetPath(Path link, byte[] target) {
    Path absolute = link.getRoot();
    for (int start = 0, end; start < target.length; start = end + 1) {
      for (end = start; end < target.length && target[end] != '/'; end++) {}
      if (end > start) {
        absolute = resolve(absolute, Arrays.copyOfRange(target, start, end));
      }
    }
    boolean relative = target.length > 0 && target[0] != '/';
    return relative ? absolute.subpath(0, absolute.getNameCount()) : absolute;
  }

  private static byte[] bytes(Path path) {
    String text = path.toString();
    byte[] ascii = ascii(text);
    if (ascii != null) {
      return ascii;
    }
    if (path.getFileSystem() != FileSystems.getDefault()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    // Under the root a relative path gets one slash in front and nothing else; a slash at the end
    // that the path does not have says that such a directory happens to exist.
    byte[] raw = decode(path.toAbsolutePath().getRoot().resolve(path).toUri().getRawPath());
    int start = path.isAbsolute() ? 0 : 1;
    int end = raw[raw.length - 1] == '/' && !text.endsWith("/") ? raw.length - 1 : raw.length;
    return Arrays.copyOfRange(raw, start, end);
  }

  private static byte[] decode(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      if (encoded.charAt(i) == '%') {
        bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(encoded.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /** Returns the bytes of a text that is ASCII alone, which every locale decodes alike; or null. */
  private static byte[] ascii(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      if (text.charAt(i) >= 0x80) {
        return null;
      }
      bytes[i] = (byte) text.charAt(i);
    }
    return bytes;
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || UNRESERVED.indexOf(b) >= 0;
  }
}
