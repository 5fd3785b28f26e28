import io.docteur.make.ImageMaker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Reads large files of an image: a few bytes anywhere in one, and one from its first byte to its
 * last. The argument is a directory of large files, such as {@code Corpus large} writes.
 */
public final class Large {
  private static final int READS = 500;
  private static final int LENGTH = 4 << 10;
  private static final int BUFFER = 64 << 10;

  private Large() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 2 && args[0].equals("child")) {
      measure(Path.of(args[1]));
      return;
    }
    Path source = Path.of(args[0]).toRealPath();
    Bench.inTemporaryDirectory(
        directory -> {
          Path image = directory.resolve("large.img");
          Bench.progress("making an image of %s", source);
          double making = Bench.seconds(() -> ImageMaker.from(source).make(image));
          double[] found = Bench.child(Large.class, "child", image.toString());
          Bench.head("large files", "");
          Bench.row("making the image, s", Bench.number(making));
          Bench.row("image, MB", Bench.number(Files.size(image) / 1e6));
          Bench.row("open and read 4 KiB anywhere, p50, ms", Bench.number(found[0]));
          Bench.row("the same, p99, ms", Bench.number(found[1]));
          Bench.row("heap that an open channel retains, KiB", Bench.number(found[2]));
          Bench.row("one file in its order, MB/s", Bench.number(found[3]));
          Bench.row("the JDK's Inflater on its bytes, MB/s", Bench.number(found[4]));
        });
  }

  private static void measure(Path image) throws Exception {
    try (FileSystem files = Bench.mount(image, Map.of())) {
      List<Path> large;
      try (Stream<Path> walk = Files.walk(files.getPath("/"))) {
        large = walk.filter(Files::isRegularFile).toList();
      }
      Random random = new Random(1);
      randomReads(large, random); // warms up
      double[] times = randomReads(large, random);
      System.out.println(times[times.length / 2]);
      System.out.println(times[times.length * 99 / 100]);
      System.out.println(retained(large.get(0)));
      Path first = large.get(0);
      System.out.println(Files.size(first) / 1e6 / Bench.seconds(() -> readAll(first)));
      System.out.println(inflater(first));
    }
  }

  /** Returns the milliseconds of reads, each through a channel of its own, sorted. */
  private static double[] randomReads(List<Path> files, Random random) throws Exception {
    ByteBuffer target = ByteBuffer.allocate(LENGTH);
    double[] times = new double[READS];
    for (int i = 0; i < READS; i++) {
      Path file = files.get(random.nextInt(files.size()));
      long position = (long) (random.nextDouble() * (Files.size(file) - LENGTH));
      times[i] =
          1e3
              * Bench.seconds(
                  () -> {
                    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                      channel.position(position);
                      target.clear();
                      while (target.hasRemaining() && channel.read(target) >= 0) {}
                    }
                  });
    }
    Arrays.sort(times);
    return times;
  }

  private static double retained(Path file) throws Exception {
    long before = Bench.heap();
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(channel.size() / 2);
      channel.read(ByteBuffer.allocate(LENGTH));
      return (Bench.heap() - before) / 1024.0;
    }
  }

  private static void readAll(Path file) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      while (in.read(buffer) >= 0) {}
    }
  }

  /** Returns how fast the JDK alone inflates the first bytes of the file. */
  private static double inflater(Path file) throws Exception {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(64 << 20);
    }
    byte[] deflated = new byte[content.length + BUFFER];
    Deflater deflater = new Deflater(6);
    deflater.setInput(content);
    deflater.finish();
    int length = deflater.deflate(deflated);
    deflater.end();
    return content.length / 1e6 / Bench.seconds(() -> inflate(deflated, length));
  }

  private static void inflate(byte[] deflated, int length) throws DataFormatException {
    byte[] buffer = new byte[BUFFER];
    Inflater inflater = new Inflater();
    inflater.setInput(deflated, 0, length);
    while (!inflater.finished()) {
      inflater.inflate(buffer);
    }
    inflater.end();
  }
}
