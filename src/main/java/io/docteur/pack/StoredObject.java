package io.docteur.pack;

/** An object as the cache keeps it. Thread-safe. */
final class StoredObject {
  /** The object itself and the head of its array. */
  private static final int OVERHEAD = 48;

  private static final int UNKNOWN = -1;

  private final ObjectType type;
  private final byte[] content;

  /** Which object of the index this was found to be. Threads that race set it to the same. */
  private volatile int rank;

  StoredObject(ObjectType type, byte[] content) {
    this(type, content, UNKNOWN);
  }

  /** An object that was found to be the one with a rank. */
  StoredObject(ObjectType type, byte[] content, int rank) {
    this.type = type;
    this.content = content;
    this.rank = rank;
  }

  ObjectType type() {
    return type;
  }

  byte[] content() {
    return content;
  }

  long footprint() {
    return (long) content.length + OVERHEAD;
  }

  /** Tells whether this was found to be the object with a rank. */
  boolean isKnownAs(int rank) {
    return this.rank == rank;
  }

  /** Remembers that the content is that of the object with a rank. */
  void setKnownAs(int rank) {
    this.rank = rank;
  }
}
