package io.docteur.nio;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** An open file of a mounted image, and the same file of the default provider. */
record Handle(FileSystem fileSystem, Open ours, Open model) {
  /** What can be used in ways that a random generator chooses. */
  interface Open extends Closeable {
    Object use(Random random) throws IOException;
  }

  static Handle ofChannel(Path ours, Path model) throws IOException {
    return new Handle(ours.getFileSystem(), channel(ours), channel(model));
  }

  static Handle ofStream(Path ours, Path model) throws IOException {
    return new Handle(ours.getFileSystem(), stream(ours), stream(model));
  }

  private static Open channel(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path);
    return new Open() {
      @Override
      public Object use(Random random) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(random.nextInt(5000));
        long position = random.nextLong(channel.size() + 10);
        int count =
            switch (random.nextInt(3)) {
              case 0 -> channel.read(buffer, position);
              case 1 -> channel.position(position).read(buffer);
              default -> channel.read(buffer);
            };
        return count + " " + channel.position() + " " + Arrays.hashCode(buffer.array());
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  private static Open stream(Path path) throws IOException {
    InputStream stream = Files.newInputStream(path);
    return new Open() {
      @Override
      public Object use(Random random) throws IOException {
        return switch (random.nextInt(4)) {
          case 0 -> stream.read();
          case 1 -> stream.skip(random.nextInt(3)) >= 0;
          case 2 -> stream.available();
          default -> Arrays.hashCode(stream.readNBytes(random.nextInt(5000)));
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  static String outcome(Open open, Random random) {
    try {
      return String.valueOf(open.use(random));
    } catch (IOException | RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  /** Closes both, the image's first. */
  void close() throws IOException {
    ours.close();
    model.close();
  }
}
