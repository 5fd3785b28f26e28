package io.docteur.pack;

import io.docteur.storage.Storage;
import io.docteur.testing.PartBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Inflating whole entries: files of a directory, the system property {@code corpus}, each deflated
 * as git does it. An operation is all of the entries; the output's size is printed once.
 */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class InflateBenchmark extends PartBenchmark {
  private static final int MOST_ENTRIES = 1000;

  /** The sizes of the files, in bytes: from, to. */
  @Param({"1-999", "4096-65536", "1-1000000"})
  private String sizes;

  /** What inflates. */
  @Param({"JDK", "JAVA", "NATIVE"})
  private String inflating;

  private final List<PackEntry> entries = new ArrayList<>();
  private PackBytes pack;
  private byte[] target;
  private EntryInflater inflater;

  /** Deflates files that are picked at random, always the same. */
  @Setup
  public void deflate() throws IOException {
    String[] range = sizes.split("-");
    List<byte[]> contents = contents(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
    HandLaidPack laid = new HandLaidPack();
    long bytes = 0;
    for (byte[] content : contents) {
      laid.whole(ObjectType.BLOB, content);
      bytes += content.length;
    }
    Storage storage = new HeapStorage(laid.bytes());
    pack = new PackBytes(storage, 0, storage.size() - ObjectId.LENGTH);
    for (long offset : laid.offsets()) {
      entries.add(pack.entry(offset));
    }
    target = new byte[Integer.parseInt(range[1])];
    inflater = new EntryInflater(Inflating.valueOf(inflating));
    System.out.printf(
        "%d entries, %d bytes, %d deflated%n", contents.size(), bytes, storage.size());
  }

  private static List<byte[]> contents(int least, int most) throws IOException {
    String corpus = System.getProperty("corpus");
    if (corpus == null) {
      throw new IllegalStateException("no corpus: -jvmArgsAppend -Dcorpus=DIRECTORY");
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all =
        Files.find(
            Path.of(corpus),
            Integer.MAX_VALUE,
            (path, attributes) ->
                attributes.isRegularFile()
                    && attributes.size() >= least
                    && attributes.size() <= most)) {
      all.sorted().forEach(files::add);
    }
    Collections.shuffle(files, new Random(1));
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files.subList(0, Math.min(MOST_ENTRIES, files.size()))) {
      contents.add(Files.readAllBytes(file));
    }
    return contents;
  }

  /** Inflates all entries into one array, knowing where each ends. */
  @Benchmark
  public byte[] known() throws IOException {
    for (int i = 0; i < entries.size(); i++) {
      PackEntry entry = entries.get(i);
      long end = i + 1 < entries.size() ? entries.get(i + 1).offset() : pack.end();
      int length = (int) (end - entry.offset());
      byte[] input = inflater.input(length);
      pack.storage().read(pack.start() + entry.offset(), input, 0, length);
      inflater.inflate(pack, entry, input, length, Room.of(target));
    }
    return target;
  }

  /** Inflates all entries into one array, not knowing where they end. */
  @Benchmark
  public byte[] unknown() throws IOException {
    for (PackEntry entry : entries) {
      inflater.start(pack, entry);
      inflater.readFully(target, 0, (int) entry.size());
    }
    return target;
  }
}
