package io.docteur.art;

import io.docteur.testing.PartBenchmark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Look-ups in a tree on the heap whose keys are like the names of files. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ArtBenchmark extends PartBenchmark {
  private static final byte[] VALUE = {1, 2, 3, 4, 5, 6};

  @Param({"10", "1000", "100000"})
  private int keys;

  private final List<byte[]> present = new ArrayList<>();
  private final List<byte[]> absent = new ArrayList<>();
  private Art art;
  private int next;

  /** Builds the tree, and orders the questions at random, always the same. */
  @Setup
  public void build() throws IOException {
    NodeBuffer nodes = new NodeBuffer();
    ArtBuilder builder = new ArtBuilder(nodes);
    for (int i = 0; i < keys; i++) {
      byte[] key =
          String.format(Locale.ROOT, "name-%06d.txt", i).getBytes(StandardCharsets.US_ASCII);
      builder.add(key, VALUE, VALUE.length);
      present.add(key);
      absent.add(
          String.format(Locale.ROOT, "name-%06d.tex", i).getBytes(StandardCharsets.US_ASCII));
    }
    art = new Art(nodes, builder.finish());
    Collections.shuffle(present, new Random(1));
    Collections.shuffle(absent, new Random(1));
  }

  @Benchmark
  public Art.Value present() throws IOException {
    return art.get(key(present));
  }

  @Benchmark
  public Art.Value absent() throws IOException {
    return art.get(key(absent));
  }

  private byte[] key(List<byte[]> from) {
    next = next + 1 < keys ? next + 1 : 0;
    return from.get(next);
  }
}
