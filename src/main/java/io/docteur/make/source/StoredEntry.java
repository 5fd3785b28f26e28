package io.docteur.make.source;

/**
 * How an object lies compressed in one of its source's packs.
 *
 * @param delta whether it is a delta
 * @param base the number of the delta's base in the object table; {@link #NO_BASE} when it is not
 *     there, or when the object is stored whole
 * @param size the bytes of what is inflated
 */
public record StoredEntry(boolean delta, int base, long size) {
  /** Stands in the place of a base's number where there is none. */
  public static final int NO_BASE = -1;
}
