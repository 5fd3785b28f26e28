package io.docteur.pack;

/**
 * The header of an entry of a pack.
 *
 * @param offset where the entry starts, from the pack's first byte
 * @param type the object's type, or null for a delta
 * @param size the size of what is inflated: the object's, or the delta's
 * @param base where the delta's base starts; -1 when the object is stored whole, and when {@code
 *     baseId} names a base that nobody has looked up
 * @param baseId the base of a REF_DELTA, which names it by its id; null in any other entry
 * @param dataOffset where the zlib stream starts
 */
public record PackEntry(
    long offset, ObjectType type, long size, long base, ObjectId baseId, long dataOffset) {

  /** Tells whether the entry is a delta against another one. */
  public boolean isDelta() {
    return type == null;
  }

  PackEntry withBase(long found) {
    return new PackEntry(offset, type, size, found, baseId, dataOffset);
  }
}
