package io.docteur.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.eclipse.jetty.http.MimeTypes;

/** What a file is, for browsers. */
final class ContentTypes {
  private static final String TEXT = "text/plain;charset=utf-8";
  private static final String UNKNOWN = "application/octet-stream";

  /** What git looks at to tell text from binary. */
  private static final int LOOK = 8000;

  private ContentTypes() {}

  /**
   * Returns a file's type, by the extension of its name, or else by git's rule: binary is what has
   * a zero byte among its first.
   */
  static String of(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String known = MimeTypes.DEFAULTS.getMimeByExtension(name);
    if (known == null) {
      return isText(file) ? TEXT : UNKNOWN;
    }
    // HTML and XML tell their encoding themselves, and a header would take precedence.
    boolean silent = known.startsWith("text/") && !known.endsWith("html") && !known.endsWith("xml");
    return silent && !known.contains("charset") ? known + ";charset=utf-8" : known;
  }

  private static boolean isText(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      for (byte b : in.readNBytes(LOOK)) {
        if (b == 0) {
          return false;
        }
      }
      return true;
    }
  }
}
