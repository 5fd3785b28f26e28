/**
 * Git objects in a pack: ids, the index, entries, deltas, and the trees and commits in them. Knows
 * of no paths and no file system. The formats are those of git's {@code gitformat-pack(5)}.
 */
package io.docteur.pack;
