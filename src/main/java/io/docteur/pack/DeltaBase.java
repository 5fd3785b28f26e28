package io.docteur.pack;

/**
 * What an inflated delta in the cache is against; its entry was found to be the right one.
 *
 * @param rank the rank of the object that it is against
 * @param offset where that one's entry starts
 */
record DeltaBase(int rank, long offset) {}
