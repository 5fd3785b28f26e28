package io.docteur.testing;

import io.docteur.DamagedImageException;
import io.docteur.storage.Storage;

/** Bytes on the heap, for tests that open very many images. */
public record MemoryStorage(byte[] bytes) implements Storage {

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long position, byte[] target, int offset, int length)
      throws DamagedImageException {
    if (position < 0 || length > bytes.length - position) {
      throw new DamagedImageException(name(), position, null, "a read outside of the storage");
    }
    System.arraycopy(bytes, (int) position, target, offset, length);
  }

  @Override
  public void close() {}
}
