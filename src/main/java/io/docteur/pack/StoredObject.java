package io.docteur.pack;

/** An object as the cache keeps it. */
record StoredObject(ObjectType type, byte[] content) {
  /** The record itself and the head of its array. */
  private static final int OVERHEAD = 40;

  long footprint() {
    return (long) content.length + OVERHEAD;
  }
}
