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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Reading objects of 10 KB: one that is stored whole, and the end of a chain of deltas. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ObjectBenchmark extends PartBenchmark {
  private static final int SIZE = 10_000;
  private static final int VERSIONS = 20;

  /** The bytes of the cache: without it every entry of a chain is inflated anew. */
  @Param({"0", "1000000"})
  private long cacheBytes;

  private GeneratedImage generated;
  private Image image;
  private Entry whole;
  private Entry chained;

  /** Makes versions of a file, each with a line more than the last. */
  @Setup
  public void open() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    StringBuilder text = new StringBuilder(new String(GeneratedImage.text(SIZE, 1), US_ASCII));
    for (int i = 0; i < VERSIONS; i++) {
      text.insert(i * SIZE / VERSIONS, "version " + i + "\n");
      files.put(
          String.format(Locale.ROOT, "dir/version-%02d", i), text.toString().getBytes(US_ASCII));
    }
    generated = new GeneratedImage(files);
    ImageOptions defaults = ImageOptions.defaults();
    image =
        SampleImages.open(
            generated.image(),
            new ImageOptions(
                defaults.mode(),
                cacheBytes,
                defaults.maxObjectMemory(),
                defaults.spillDirectory(),
                defaults.checkObjects(),
                defaults.inflating(),
                defaults.commit()));
    pick();
  }

  private void pick() throws IOException {
    Entry directory =
        image.layout().directory(image.layout().root()).find("dir".getBytes(US_ASCII));
    Directory.Cursor cursor = image.layout().directory(directory).entries();
    int deepest = 0;
    for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
      int depth = image.pack().deltaDepth(image.index().offset(entry.rank()));
      whole = depth == 0 ? entry : whole;
      chained = depth > deepest ? entry : chained;
      deepest = Math.max(deepest, depth);
    }
    System.out.println("deltas in the chain: " + deepest);
  }

  @TearDown
  public void close() throws IOException {
    image.close();
    generated.close();
  }

  @Benchmark
  public byte[] whole() throws IOException {
    return image.read(whole);
  }

  @Benchmark
  public byte[] chain() throws IOException {
    return image.read(chained);
  }
}
