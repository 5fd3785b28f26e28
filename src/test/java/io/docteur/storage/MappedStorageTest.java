package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.docteur.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class MappedStorageTest extends FileStorageContract {
  @Override
  Storage open(Path path) throws IOException {
    Storage storage = Storage.open(path, true);
    assertThat(storage).isInstanceOf(MappedStorage.class);
    return storage;
  }

  @Override
  boolean keepsLastPage() {
    return true;
  }

  @Test
  void unmapsOnCloseWhereTheJdkCan() throws Exception {
    Path maps = Path.of("/proc/self/maps");
    assumeThat(maps).as("the list of mappings").isReadable();
    assumeThat(MappingArena.isSupported()).as("JDK 22 or newer").isTrue();
    Path file = Files.write(directory().resolve("mapped"), new byte[10_000]);
    try (Storage storage = open(file)) {
      assertThat(storage.size()).isEqualTo(10_000);
      assertThat(maps).content().contains(file.toString());
    }
    assertThat(maps).content().doesNotContain(file.toString());
  }

  @Test
  @Timeout(60)
  void whatNobodyHasClosedIsUnmappedWhenNobodyCanReadItAnyMore() throws Exception {
    Path maps = Path.of("/proc/self/maps");
    assumeThat(maps).as("the list of mappings").isReadable();
    Path file = Files.write(directory().resolve("forgotten"), new byte[10_000]);
    assertThat(open(file).size()).isEqualTo(10_000);
    while (Files.readString(maps).contains(file.toString())) {
      System.gc();
      assertThat(Thread.interrupted()).as("the time is up, and it is still mapped").isFalse();
    }
  }

  @Test
  void aFileThatTheAddressSpaceHasNoRoomForIsReadAllTheSame() throws Exception {
    Path sparse = directory().resolve("sparse");
    try (RandomAccessFile out = new RandomAccessFile(sparse.toFile(), "rw")) {
      out.setLength(64L << 30);
      out.write("start".getBytes(StandardCharsets.UTF_8));
    }
    List<String> limited = List.of("sh", "-c", "ulimit -v 33554432 && exec \"$@\"", "sh");
    assumeThat(ChildJvm.run(new ProcessBuilder(append(limited, "true"))).code())
        .as("a shell that limits the address space")
        .isZero();
    List<String> java = ChildJvm.command(List.of("-Xmx64m"), ReadStart.class.getName(), sparse);
    ChildJvm.Ended child =
        ChildJvm.run(new ProcessBuilder(append(limited, java.toArray(new String[0]))));
    assertThat(child.err()).isEmpty();
    assertThat(child.out()).isEqualTo("start");
  }

  private static List<String> append(List<String> list, String... more) {
    return Stream.concat(list.stream(), Stream.of(more)).toList();
  }

  /** Runs in the other virtual machine. */
  static final class ReadStart {
    private ReadStart() {}

    public static void main(String[] args) throws IOException {
      byte[] start = new byte[5];
      try (Storage storage = Storage.open(Path.of(args[0]), true)) {
        storage.read(0, start, 0, start.length);
      }
      System.out.print(new String(start, StandardCharsets.UTF_8));
    }
  }
}
