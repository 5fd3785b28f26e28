package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

final class PositionalStorageTest extends FileStorageContract {
  @Override
  Storage open(Path path) throws IOException {
    Storage storage = Storage.open(path, false);
    assertThat(storage).isInstanceOf(PositionalStorage.class);
    return storage;
  }

  @Override
  boolean keepsLastPage() {
    return false;
  }
}
