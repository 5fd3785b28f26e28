package io.docteur.nio;

import io.docteur.layout.Names;
import io.docteur.pack.ObjectId;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A URI of the scheme {@code docteur}, taken apart: {@code docteur:LOCATION!/PATH?commit=ID}.
 *
 * <p>The location is an absolute path of the default file system, or any other provider's URI; it
 * ends at the last {@code !/}, or with the URI where there is none. So a location that itself holds
 * {@code !/} needs one behind it. A {@code !} in a name is written {@code %21}.
 *
 * @param location the image's URI
 * @param path the raw bytes of the path inside, which starts with a slash
 * @param commit the commit that the image must be of, or null
 */
record DocteurUri(URI location, byte[] path, ObjectId commit) {
  static final String SCHEME = "docteur";

  /** Stands between the location and the path. */
  static final String SEPARATOR = "!/";

  private static final String COMMIT = "commit=";
  private static final String UNESCAPED = "-._~'()*,:@&=+$;/";
  private static final int DRIVE = 1; // the length of a Windows drive's name

  /**
   * Takes a URI apart.
   *
   * @throws IllegalArgumentException when it is of another scheme or malformed
   */
  static DocteurUri parse(URI uri) {
    if (!SCHEME.equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("not a URI of the scheme docteur: " + uri);
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException("a URI of docteur has no fragment: " + uri);
    }
    String raw = uri.toString().substring(SCHEME.length() + 1);
    int query = queryStart(raw);
    ObjectId commit = query == raw.length() ? null : commit(raw.substring(query + 1), uri);
    int separator = raw.lastIndexOf(SEPARATOR);
    String location = raw.substring(0, separator < 0 ? query : separator);
    byte[] path = decode(separator < 0 ? "/" : raw.substring(separator + 1, query));
    return new DocteurUri(location(location, uri), path, commit);
  }

  /**
   * Returns the index of the question mark before the query, or the length where there is none. One
   * in the location, which may be any URI, does not count.
   *
   * @param raw what follows the scheme's colon
   */
  static int queryStart(String raw) {
    int question = raw.indexOf('?', Math.max(0, raw.lastIndexOf(SEPARATOR)));
    return question < 0 ? raw.length() : question;
  }

  private static ObjectId commit(String query, URI uri) {
    if (!query.startsWith(COMMIT)) {
      throw new IllegalArgumentException("an unknown query: " + uri);
    }
    return ObjectId.fromHex(query.substring(COMMIT.length()));
  }

  private static URI location(String raw, URI uri) {
    int colon = raw.indexOf(':');
    boolean drive = colon == DRIVE && Character.isLetter(raw.charAt(0));
    URI location = URI.create((drive ? "file:/" : raw.startsWith("/") ? "file:" : "") + raw);
    if (!location.isAbsolute()) {
      throw new IllegalArgumentException("the image's path is not absolute: " + uri);
    }
    return location;
  }

  /**
   * Returns the file that the location names.
   *
   * @throws java.nio.file.FileSystemNotFoundException when its file system is not there
   */
  Path file() {
    return switch (location.getScheme().toLowerCase(Locale.ROOT)) {
      case SCHEME -> Mounts.path(location); // our loader may be one that Path does not ask
      case "file" -> FileSystems.getDefault().provider().getPath(ofBytes(location));
      default -> Path.of(location);
    };
  }

  /**
   * Returns a file's URI in the form whose escaped bytes the default provider takes as they are:
   * with one slash in front, it decodes them by UTF-8 and encodes the text by the locale.
   */
  private static URI ofBytes(URI file) {
    String raw = file.getRawSchemeSpecificPart();
    return raw.matches("/(?!/)\\p{ASCII}*") ? URI.create("file://" + raw) : file;
  }

  /**
   * Returns the URI of a path in an image.
   *
   * @param location the image's file
   * @param path the raw bytes of an absolute path
   * @param directory whether a slash is to stand at the end
   */
  static URI of(Path location, byte[] path, boolean directory) {
    URI file = location.toUri();
    String raw =
        "file".equals(file.getScheme()) ? file.getRawPath().replace("!", "%21") : file.toString();
    StringBuilder uri = new StringBuilder(SCHEME).append(':').append(raw).append('!');
    for (byte b : path) {
      encode(b, uri);
    }
    return URI.create(directory ? uri.append('/').toString() : uri.toString());
  }

  private static void encode(byte b, StringBuilder uri) {
    boolean letterOrDigit = b >= 0 && Character.isLetterOrDigit(b);
    if (letterOrDigit || UNESCAPED.indexOf(b) >= 0) {
      uri.append((char) b);
    } else {
      uri.append('%');
      uri.append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)));
      uri.append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
    }
  }

  /** Returns the bytes of a URI's path; a URI's syntax lets a percent stand before two digits. */
  private static byte[] decode(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] utf8 = Names.encode(raw); // URI lets lone surrogates pass
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] == '%') {
        bytes.write(Character.digit(utf8[i + 1], 16) << 4 | Character.digit(utf8[i + 2], 16));
        i += 2;
      } else {
        bytes.write(utf8[i]);
      }
    }
    byte[] path = bytes.toByteArray();
    for (byte b : path) {
      if (b == 0) {
        throw new IllegalArgumentException("a zero byte in a path: " + raw);
      }
    }
    return path;
  }
}
