package io.docteur.pack;

import io.docteur.storage.Storage;

/** A storage on the heap, for tests that need thousands of them. */
record HeapStorage(byte[] bytes) implements Storage {
  @Override
  public String name() {
    return "pack";
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void read(long position, byte[] target, int offset, int length) {
    System.arraycopy(bytes, Math.toIntExact(position), target, offset, length);
  }

  @Override
  public void close() {}
}
