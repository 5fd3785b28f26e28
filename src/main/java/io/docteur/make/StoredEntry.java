package io.docteur.make;

/**
 * How an object lies compressed in one of its source's packs.
 *
 * @param delta whether it is a delta
 * @param base the number of the delta's base in the object table; -1 when it is not there, or when
 *     the object is stored whole
 * @param size the bytes of what is inflated
 */
record StoredEntry(boolean delta, int base, long size) {}
