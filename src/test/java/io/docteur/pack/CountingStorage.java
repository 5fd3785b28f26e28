package io.docteur.pack;

import io.docteur.storage.Storage;
import java.io.IOException;

/** Counts the reads of another storage, which it closes. Not thread-safe. */
final class CountingStorage implements Storage {
  private final Storage storage;
  int reads;

  CountingStorage(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return storage.name();
  }

  @Override
  public long size() {
    return storage.size();
  }

  @Override
  public void read(long position, byte[] target, int offset, int length) throws IOException {
    reads++;
    storage.read(position, target, offset, length);
  }

  @Override
  public void close() throws IOException {
    storage.close();
  }
}
