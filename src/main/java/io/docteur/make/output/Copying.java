package io.docteur.make.output;

import io.docteur.make.task.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Copies images that are whole. */
final class Copying {
  private static final int BUFFER = 1 << 18;

  private Copying() {}

  /**
   * Copies a file from a position to its end.
   *
   * @param target is written from where it stands
   */
  static void copy(Path file, long from, WritableByteChannel target, Progress progress)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    try (FileChannel in = FileChannel.open(file)) {
      in.position(from);
      progress.start("copying", in.size() - from);
      while (in.read(buffer) >= 0) {
        int length = buffer.flip().remaining();
        while (buffer.hasRemaining()) {
          target.write(buffer);
        }
        buffer.clear();
        progress.add(length);
      }
      progress.end();
    }
  }
}
