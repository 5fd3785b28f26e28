package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import io.docteur.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A virtual machine whose heap is smaller than the objects that it reads. */
class SmallHeapTest {
  private static final int SIZE = 32 << 20;
  private static final int BLOCK = 8 << 20;
  private static final String HEAP = "-Xmx16m";
  private static final int LARGE = 6 << 20;
  private static final int PIECE = 64 << 10;

  @TempDir Path directory;

  @Test
  void largeObjectsAndTheirDeltasAreHashedAndIndexedOnASmallHeap() throws Exception {
    HandLaidPack laid = new HandLaidPack();
    byte[] content = new byte[SIZE];
    content[SIZE / 2] = 1;
    long base = laid.whole(ObjectType.BLOB, content);
    HandLaidPack.DeltaBytes delta = new HandLaidPack.DeltaBytes(SIZE, SIZE);
    for (int at = 0; at < SIZE; at += BLOCK) {
      delta.copy(SIZE - at - BLOCK, BLOCK);
    }
    laid.ofsDelta(base, delta.bytes());
    Path pack = laid.write(directory.resolve("large.pack"));
    Path spill = Files.createDirectory(directory.resolve("spill"));
    String output = output(List.of(HEAP), Child.class, pack, spill);
    ObjectId id = ObjectId.of(ObjectType.BLOB, content);
    assertThat(output.lines())
        .containsExactlyInAnyOrder(id.toString(), turnedId(content).toString());
    try (Stream<Path> files = Files.list(spill)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void threadsThatReadLargeObjectsLeaveTheCollectorItsTurns() throws Exception {
    HandLaidPack laid = new HandLaidPack();
    byte[] content = new byte[LARGE];
    new Random(1).nextBytes(content);
    long offset = laid.whole(ObjectType.BLOB, content);
    Path pack = laid.write(directory.resolve("large.pack"));
    String output =
        output(
            List.of(
                "-XX:+UseG1GC",
                "-Xmx32m",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+IgnoreUnrecognizedVMOptions", // later ones always wait
                "-XX:GCLockerRetryAllocationCount=0"),
            Readers.class,
            pack,
            offset,
            1 << 20);
    assertThat(output).isEmpty();
  }

  @Test
  void threadsThatRebuildLargeObjectsTakeTurns() throws Exception {
    HandLaidPack laid = new HandLaidPack();
    long base = laid.whole(ObjectType.BLOB, new byte[LARGE]);
    HandLaidPack.DeltaBytes delta = new HandLaidPack.DeltaBytes(LARGE, LARGE);
    long offset = laid.ofsDelta(base, delta.copy(0, LARGE).bytes());
    Path pack = laid.write(directory.resolve("large.pack"));
    String output =
        output(List.of("-XX:+UseSerialGC", "-Xmx48m"), Readers.class, pack, offset, LARGE);
    assertThat(output).isEmpty();
  }

  @Test
  void aChainOfLargeDeltasTakesNoMoreThanAFewOfThem() throws Exception {
    HandLaidPack laid = new HandLaidPack();
    byte[] content = new byte[PIECE];
    long base = laid.whole(ObjectType.BLOB, content);
    for (int i = 1; i <= Chain.DELTAS; i++) {
      HandLaidPack.DeltaBytes delta = new HandLaidPack.DeltaBytes(PIECE, PIECE);
      for (int at = 1; at < PIECE; at++) {
        delta.copy(at, 1);
      }
      base = laid.ofsDelta(base, delta.insert((byte) i).bytes());
    }
    Path pack = laid.write(directory.resolve("chain.pack"));
    String output = output(List.of("-Xmx32m"), Chain.class, pack);
    assertThat(output.lines())
        .containsExactlyElementsOf(Collections.nCopies(2, "1.." + Chain.DELTAS));
  }

  /** Returns what a program prints, which ends well and complains of nothing. */
  private static String output(List<String> options, Class<?> program, Object... arguments)
      throws IOException, InterruptedException {
    String classPath = ChildJvm.locations(Pack.class, SmallHeapTest.class);
    ChildJvm.Ended ended =
        ChildJvm.run(
            new ProcessBuilder(
                ChildJvm.commandOn(classPath, options, program.getName(), arguments)));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).isEmpty();
    return ended.out();
  }

  /** The blocks of 8 MiB in the opposite order. */
  private static ObjectId turnedId(byte[] content) {
    byte[] turned = new byte[SIZE];
    for (int at = 0; at < SIZE; at += BLOCK) {
      System.arraycopy(content, SIZE - at - BLOCK, turned, at, BLOCK);
    }
    return ObjectId.of(ObjectType.BLOB, turned);
  }

  /** Runs in the other virtual machine. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      PackLimits limits = new PackLimits(1 << 20, Path.of(args[1]));
      try (Storage storage = Storage.open(Path.of(args[0]), true)) {
        RebuiltIndex index =
            RebuiltIndex.of(storage, 0, storage.size(), new ByteBoundedCache(1 << 20), limits);
        for (int rank = 0; rank < index.count(); rank++) {
          System.out.println(index.id(rank));
        }
      }
    }
  }

  /** Runs in the other virtual machine: reads what the last of many deltas makes, twice. */
  static final class Chain {
    static final int DELTAS = 100;

    private Chain() {}

    public static void main(String[] args) throws IOException {
      PackLimits limits = new PackLimits(4 << 20, null);
      ByteBoundedCache cache = new ByteBoundedCache(4 << 20);
      try (Storage storage = Storage.open(Path.of(args[0]), true)) {
        RebuiltIndex index =
            RebuiltIndex.of(storage, 0, storage.size(), new ByteBoundedCache(0), limits);
        PackOrder order = PackOrder.of(index);
        long end = storage.size() - ObjectId.LENGTH;
        try (Pack pack = new Pack(storage, 0, end, index, cache, limits)) {
          long[] rows = new long[order.count()];
          for (int i = 0; i < rows.length; i++) {
            long next = i + 1 < rows.length ? order.offset(i + 1) : end;
            rows[order.rank(i)] = order.row(pack.entry(order.offset(i)), next);
          }
          Blobs blobs = new Blobs(pack, index, rank -> rows[rank], null);
          for (int round = 0; round < 2; round++) {
            byte[] content = blobs.read(order.rank(DELTAS));
            int first = content.length - DELTAS;
            System.out.println(content[first] + ".." + content[content.length - 1]);
          }
        }
      }
    }
  }

  /** Runs in the other virtual machine: threads that read an object while they make garbage. */
  static final class Readers {
    private static final int THREADS = 8;
    private static final int ROUNDS = 20;

    private Readers() {}

    public static void main(String[] args) throws Exception {
      Path path = Path.of(args[0]);
      long offset = Long.parseLong(args[1]);
      PackLimits limits = new PackLimits(Long.parseLong(args[2]), null);
      try (Storage storage = Storage.open(path, true)) {
        Pack pack =
            new Pack(
                storage,
                0,
                storage.size() - ObjectId.LENGTH,
                new MapIndex(Map.of()),
                new ByteBoundedCache(0),
                limits);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
          Callable<Long> reader = () -> read(pack, offset);
          for (Future<Long> done : executor.invokeAll(Collections.nCopies(THREADS, reader))) {
            done.get();
          }
        } finally {
          executor.shutdown();
        }
      }
    }

    private static long read(Pack pack, long offset) throws IOException {
      long at = 0;
      for (int round = 0; round < ROUNDS; round++) {
        try (Blob blob = pack.open(offset)) {
          at = 0;
          for (int n = 0; n >= 0; at += Math.max(0, n)) {
            n = blob.read(at, new byte[PIECE], 0, PIECE);
          }
        }
      }
      return at;
    }
  }
}
