/**
 * From numbered objects to a pack. {@code Reuse} tells which deltas stay, a {@code Packer} for each
 * thread finds the others in its {@code DeltaWindow}, and {@code FarBases} looks beyond it; {@code
 * Arrangement} puts the entries in the order of a walk, and {@code PackFile} writes them.
 */
package io.docteur.make.packing;
