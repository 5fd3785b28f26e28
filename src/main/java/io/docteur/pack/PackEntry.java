package io.docteur.pack;

/**
 * The header of an entry of a pack.
 *
 * @param offset where the entry starts, from the pack's first byte
 * @param type the object's type, or null for a delta
 * @param size the size of what is inflated: the object's, or the delta's
 * @param base where the delta's base starts, or -1 when the object is stored whole
 * @param dataOffset where the zlib stream starts
 */
public record PackEntry(long offset, ObjectType type, long size, long base, long dataOffset) {

  /** Tells whether the entry is a delta against another one. */
  public boolean isDelta() {
    return base >= 0;
  }
}
