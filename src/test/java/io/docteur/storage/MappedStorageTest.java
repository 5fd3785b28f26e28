package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
