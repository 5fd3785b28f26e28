package io.docteur.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A virtual machine whose heap is smaller than the objects that it reads. */
class SmallHeapTest {
  private static final int SIZE = 32 << 20;
  private static final int BLOCK = 8 << 20;
  private static final String HEAP = "-Xmx16m";

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
    Path output = directory.resolve("output");
    Path spill = Files.createDirectory(directory.resolve("spill"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                classPath(Pack.class, SmallHeapTest.class),
                Child.class.getName(),
                pack.toString(),
                spill.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(child.waitFor()).as(() -> read(output)).isZero();
    ObjectId id = ObjectId.of(ObjectType.BLOB, content);
    assertThat(read(output).lines())
        .containsExactlyInAnyOrder(id.toString(), turnedId(content).toString());
    try (Stream<Path> files = Files.list(spill)) {
      assertThat(files).isEmpty();
    }
  }

  /** The blocks of 8 MiB in the opposite order. */
  private static ObjectId turnedId(byte[] content) {
    byte[] turned = new byte[SIZE];
    for (int at = 0; at < SIZE; at += BLOCK) {
      System.arraycopy(content, SIZE - at - BLOCK, turned, at, BLOCK);
    }
    return ObjectId.of(ObjectType.BLOB, turned);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String classPath(Class<?>... classes) {
    return Stream.of(classes)
        .map(Class::getProtectionDomain)
        .map(domain -> location(domain.getCodeSource()))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(CodeSource source) {
    return new File(source.getLocation().getPath()).getPath();
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
}
