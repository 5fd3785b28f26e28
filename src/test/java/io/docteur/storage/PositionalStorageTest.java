package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class PositionalStorageTest extends FileStorageContract {
  @Override
  Storage open(Path path) throws IOException {
    Storage storage = Storage.open(path, false);
    assertThat(storage).isInstanceOf(PositionalStorage.class);
    return storage;
  }

  @Test
  void aReadThatTheSystemRefusesNamesTheFile() throws IOException {
    Path unreadable = Path.of("/proc/self/mem"); // opens, but page 0 is nobody's
    assumeTrue(Files.isReadable(unreadable), "the system has no file that fails when it is read");

    try (Storage storage = PositionalStorage.open(unreadable, 100)) {
      assertThatThrownBy(() -> storage.read(0, new byte[10], 0, 10))
          .isInstanceOf(DamagedImageException.class)
          .hasMessageStartingWith("/proc/self/mem: ")
          .hasMessageContaining("its device failed")
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Override
  boolean keepsLastPage() {
    return false;
  }
}
