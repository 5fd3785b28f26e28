package io.docteur.cli;

import io.docteur.layout.Names;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The standard output: text in UTF-8 whatever the locale, and names as the bytes that the image
 * has. A write fails once nobody reads any more, so that a long listing ends.
 */
final class Output {
  private static final char FIRST_CONTROL_AFTER_ASCII = 0x7f;

  /** What the system says, in a locale that does not translate it, of a pipe that nobody reads. */
  private static final String NOBODY_READS = "Broken pipe";

  private final Watched out;

  Output(OutputStream out) {
    this.out = new Watched(out);
  }

  /** Returns the stream, for the bytes of a file. */
  OutputStream bytes() {
    return out;
  }

  /** Prints text and ends the line. Control characters, which could fool a terminal, become ?. */
  void line(String text) throws IOException {
    out.write(Names.encode(oneLine(text) + '\n'));
  }

  /** Prints a text of any number of lines, made printable as {@link #line} does. */
  void text(byte[] text) throws IOException {
    out.write(Names.encode(printable(Names.decode(text))));
  }

  /** Returns a text without control characters, and so without line ends. */
  static String oneLine(String text) {
    return printable(text.replace('\n', '?'));
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text);
    for (int i = 0; i < printable.length(); i++) {
      char c = printable.charAt(i);
      boolean layout = c == '\t' || c == '\n';
      if (c < ' ' && !layout || c >= FIRST_CONTROL_AFTER_ASCII && Character.isISOControl(c)) {
        printable.setCharAt(i, '?');
      }
    }
    return printable.toString();
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Returns the first failure to write, or null; of those who print by way of a writer too. */
  IOException failure() {
    return out.failure;
  }

  /** Tells whether a write failed because nobody reads any more, which nobody needs to be told. */
  boolean isUnread() {
    return out.failure != null && NOBODY_READS.equals(out.failure.getMessage());
  }

  /** Keeps the first failure. */
  private static final class Watched extends FilterOutputStream {
    private IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      try {
        out.write(b);
      } catch (IOException e) {
        throw kept(e);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw kept(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw kept(e);
      }
    }

    private IOException kept(IOException e) {
      failure = failure == null ? e : failure;
      return e;
    }
  }
}
