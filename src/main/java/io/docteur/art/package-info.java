/**
 * The adaptive radix tree of Leis, Kemper and Neumann ("The Adaptive Radix Tree: ARTful Indexing
 * for Main-Memory Databases", ICDE 2013) as immutable encoded bytes: built in one pass from sorted
 * keys, read where it lies.
 */
package io.docteur.art;
