package io.docteur.cli;

import io.docteur.layout.Names;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The standard output: text in UTF-8 whatever the locale, and names as the bytes that the image
 * has. A write fails once nobody reads any more, so that a long listing ends.
 */
final class Output {
  private static final char FIRST_CONTROL_AFTER_ASCII = 0x7f;

  private final OutputStream out;

  Output(OutputStream out) {
    this.out = out;
  }

  /** Returns the stream, for the bytes of a file. */
  OutputStream bytes() {
    return out;
  }

  /** Prints text and ends the line. Control characters, which could fool a terminal, become ?. */
  void line(String text) throws IOException {
    StringBuilder printable = new StringBuilder(text);
    for (int i = 0; i < printable.length(); i++) {
      char c = printable.charAt(i);
      if (c < ' ' && c != '\t' || c >= FIRST_CONTROL_AFTER_ASCII && Character.isISOControl(c)) {
        printable.setCharAt(i, '?');
      }
    }
    out.write(Names.encode(printable.append('\n').toString()));
  }

  void flush() throws IOException {
    out.flush();
  }
}
