package io.docteur.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.docteur.layout.Directory;
import io.docteur.layout.Entry;
import io.docteur.testing.GeneratedImage;
import io.docteur.testing.PartBenchmark;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A directory of an image without java.nio.file: an operation is one entry. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DirectoryBenchmark extends PartBenchmark {
  private static final int FILES = 1000;
  private static final byte[] NAME = "file-0500".getBytes(US_ASCII);

  /** From the layout that the image carries, or from trees; both are warm. */
  @Param({"true", "false"})
  private boolean layout;

  private GeneratedImage generated;
  private Image image;
  private Entry directory;

  @Setup
  public void open() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      files.put(String.format(Locale.ROOT, "many/file-%04d", i), GeneratedImage.text(20, i));
    }
    generated = new GeneratedImage(files);
    ImageOptions.Mode mode = layout ? ImageOptions.Mode.LAYOUT : ImageOptions.Mode.FAST;
    image = SampleImages.open(generated.image(), SampleImages.mode(mode));
    directory = image.layout().directory(image.layout().root()).find("many".getBytes(US_ASCII));
  }

  @TearDown
  public void close() throws IOException {
    image.close();
    generated.close();
  }

  @Benchmark
  @OperationsPerInvocation(FILES)
  public int list() throws IOException {
    Directory.Cursor cursor = image.layout().directory(directory).entries();
    int count = 0;
    while (cursor.next() != null) {
      count++;
    }
    return count;
  }

  @Benchmark
  public Entry find() throws IOException {
    return image.layout().directory(directory).find(NAME);
  }
}
