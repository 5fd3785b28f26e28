package io.docteur.pack;

import io.docteur.testing.PartBenchmark;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Applying a delta that is inflated already, against the copy of as many bytes. */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeltaBenchmark extends PartBenchmark {
  private static final int LENGTH = 1 << 15;
  private static final int INSERTED = 16;

  /** The bytes of each copy; between two copies 16 bytes are inserted. */
  @Param({"48", "1008"})
  private int copied;

  private final byte[] base = new byte[LENGTH];
  private final byte[] result = new byte[LENGTH];
  private byte[] delta;

  @Setup
  public void prepare() {
    Random random = new Random(1);
    random.nextBytes(base);
    byte[] inserted = new byte[INSERTED];
    HandLaidPack.DeltaBytes bytes = new HandLaidPack.DeltaBytes(LENGTH, LENGTH);
    for (int length = 0; length < LENGTH; length += copied + INSERTED) {
      bytes.copy(random.nextInt(LENGTH - copied), copied).insert(inserted);
    }
    delta = bytes.bytes();
  }

  @Benchmark
  public byte[] apply() throws MalformedObjectException {
    new HeapDelta(delta, 0, delta.length).apply(base, 0, LENGTH, result, 0);
    return result;
  }

  @Benchmark
  public byte[] copy() {
    System.arraycopy(base, 0, result, 0, LENGTH);
    return result;
  }
}
