package io.docteur.nio;

import io.docteur.testing.GeneratedImage;
import io.docteur.testing.PartBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Calls on a file of 10 KB that is in the cache, against the copies of as many bytes. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("exports") // tests export nothing
public class SmallCallsBenchmark extends PartBenchmark {
  private static final int SIZE = 10_000;

  private final byte[] content = GeneratedImage.text(SIZE, 1);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(SIZE);
  private GeneratedImage generated;
  private FileSystem fileSystem;
  private Path path;

  /** For JMH. */
  public SmallCallsBenchmark() {}

  @Setup
  public void mount() throws IOException {
    generated = new GeneratedImage(Map.of("directory/file", content));
    fileSystem = new DocteurFileSystemProvider().newFileSystem(generated.image(), Map.of());
    path = fileSystem.getPath("/directory/file");
  }

  @TearDown
  public void close() throws IOException {
    fileSystem.close();
    generated.close();
  }

  /** What {@link #copy} and {@link #transferTo} cannot do without. */
  @Benchmark
  public OutputStream baselineWrite() {
    out.reset();
    out.write(content, 0, SIZE);
    return out;
  }

  /** What {@link #readAllBytes} cannot do without. */
  @Benchmark
  public byte[] baselineClone() {
    return content.clone();
  }

  @Benchmark
  public long copy() throws IOException {
    out.reset();
    return Files.copy(path, out);
  }

  @Benchmark
  public long transferTo() throws IOException {
    out.reset();
    try (InputStream in = Files.newInputStream(path)) {
      return in.transferTo(out);
    }
  }

  @Benchmark
  public byte[] readAllBytes() throws IOException {
    return Files.readAllBytes(path);
  }

  @Benchmark
  public long open() throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      return channel.size();
    }
  }
}
