package io.docteur.nio;

import io.docteur.testing.GeneratedImage;
import io.docteur.testing.PartBenchmark;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Paths and what is known of them, in a tree of 100 directories with 100 files each. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("exports") // tests export nothing
public class TreeBenchmark extends PartBenchmark {
  private static final int FAN = 100;
  private static final int PATHS = FAN * FAN + FAN + 1;
  private static final String NAME = "/directory-50/file-50";

  private final DocteurFileSystemProvider provider = new DocteurFileSystemProvider();
  private GeneratedImage generated;
  private FileSystem fileSystem;
  private Path file;
  private Path directory;

  /** For JMH. */
  public TreeBenchmark() {}

  @Setup
  public void mount() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < FAN * FAN; i++) {
      String name = String.format(Locale.ROOT, "directory-%02d/file-%02d", i / FAN, i % FAN);
      files.put(name, GeneratedImage.text(20, i));
    }
    generated = new GeneratedImage(files);
    fileSystem = provider.newFileSystem(generated.image(), Map.of());
    file = fileSystem.getPath(NAME);
    directory = file.getParent();
  }

  @TearDown
  public void close() throws IOException {
    fileSystem.close();
    generated.close();
  }

  /** Mounts, looks at nothing and closes; an operation more than once a process is warm. */
  @Benchmark
  public boolean mountAndClose() throws IOException {
    try (FileSystem mounted = provider.newFileSystem(generated.image(), Map.of())) {
      return mounted.isOpen();
    }
  }

  @Benchmark
  public Path path() {
    return fileSystem.getPath(NAME);
  }

  /** Of a path that is fresh, so that it is looked up. */
  @Benchmark
  public BasicFileAttributes lookUp() throws IOException {
    return Files.readAttributes(fileSystem.getPath(NAME), BasicFileAttributes.class);
  }

  /** Of a path that was looked up before. */
  @Benchmark
  public BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }

  /** An operation is an entry. */
  @Benchmark
  @OperationsPerInvocation(FAN)
  public int list() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        count += entry.isAbsolute() ? 1 : 0;
      }
    }
    return count;
  }

  /** An operation is an entry. */
  @Benchmark
  @OperationsPerInvocation(PATHS)
  public long walkWithAttributes() throws IOException {
    long[] bytes = new long[1];
    Files.walkFileTree(
        fileSystem.getPath("/"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }
}
