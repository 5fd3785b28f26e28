package io.docteur.make.ssh;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.util.io.StreamCopyThread;

/** What a program writes to its standard error, of which the end counts. */
final class LastWords {
  private static final int MOST_BYTES = 1 << 14;

  /** Who stays behind when the program ends, as a master of OpenSSH's does, may keep it open. */
  private static final long GRACE_MILLIS = 1000;

  private final Tail tail = new Tail();
  private final Thread reader;

  LastWords(InputStream errors) {
    reader = new StreamCopyThread(errors, tail);
    reader.start();
  }

  /**
   * Returns the last line that has a letter, without what marks it as a server's and without what a
   * terminal would heed; null when there is none. Waits for the program to say no more.
   */
  String line() {
    try {
      reader.join(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return tail.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("^remote: *", "").replaceAll("\\p{Cc}+", " ").strip())
        .filter(line -> line.chars().anyMatch(Character::isLetter))
        .reduce((former, last) -> last)
        .orElse(null);
  }

  private static final class Tail extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      if (size() > MOST_BYTES) {
        reset();
      }
      super.write(bytes, offset, length);
    }
  }
}
