package io.docteur.cli;

import io.docteur.make.Prompt;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Asks on the terminal that the process has, as git does, where one of its streams leads elsewhere:
 * there the JDK has no console.
 */
final class TerminalPrompt implements Prompt {
  private static final File TERMINAL = new File("/dev/tty");

  /** The most that a line on a terminal has, on Linux. */
  private static final int MOST_BYTES = 4096;

  private final Charset charset = Charset.forName(System.getProperty("native.encoding"));

  @Override
  public String ask(String question) {
    try {
      CharBuffer line = readLine(question);
      return line == null ? null : line.toString();
    } catch (IOException e) {
      return null; // there is no terminal
    }
  }

  @Override
  public char[] askSecretly(String question) {
    try {
      String settings = stty("-g");
      Thread hook = new Thread(() -> restore(settings));
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        stty("-echo");
        return chars(readLine(question));
      } finally {
        Runtime.getRuntime().removeShutdownHook(hook);
        restore(settings);
        print(System.lineSeparator()); // that of the user was not shown
      }
    } catch (IOException e) {
      return null; // there is no terminal, or nothing that would hide the answer
    } catch (IllegalStateException e) {
      return null; // the user has pressed Ctrl-C, and the hook has brought the settings back
    }
  }

  /** Returns what the user says, without the end of the line; null at the end of the input. */
  private CharBuffer readLine(String question) throws IOException {
    print(question);
    byte[] line = new byte[MOST_BYTES];
    try (InputStream terminal = new FileInputStream(TERMINAL)) {
      int length = terminal.read(line); // one line, whatever has been typed
      if (length < 0) {
        return null;
      }
      boolean ended = length > 0 && line[length - 1] == '\n';
      return charset.decode(ByteBuffer.wrap(line, 0, ended ? length - 1 : length));
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  private void print(String text) throws IOException {
    try (OutputStream terminal = new FileOutputStream(TERMINAL)) {
      terminal.write(text.getBytes(charset));
    }
  }

  private static char[] chars(CharBuffer line) {
    if (line == null) {
      return null;
    }
    char[] chars = new char[line.remaining()];
    line.get(chars);
    Arrays.fill(line.array(), '\0');
    return chars;
  }

  private static void restore(String settings) {
    try {
      stty(settings);
    } catch (IOException e) {
      // The terminal is gone.
    }
  }

  /** Runs stty on the terminal and returns what it says. */
  private static String stty(String argument) throws IOException {
    Process stty =
        new ProcessBuilder("stty", argument)
            .redirectInput(TERMINAL)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream out = stty.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip();
      if (stty.waitFor() != 0) {
        throw new IOException("stty " + argument + " failed");
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stty was interrupted", e);
    }
  }
}
