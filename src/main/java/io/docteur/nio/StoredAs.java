package io.docteur.nio;

import io.docteur.image.Image;
import io.docteur.layout.Entry;
import io.docteur.pack.EntryTable;
import java.io.IOException;

/**
 * How git stores a file, as far as it was asked for. Nothing here opens a blob.
 *
 * @param id the object's id
 * @param packing how the pack holds it, or null when nobody asked
 */
record StoredAs(String id, Packing packing) {

  /** What may be asked for; each holds all before it. */
  enum Asked {
    NOTHING,
    ID,
    PACKING
  }

  /**
   * How the pack holds an object.
   *
   * @param size the bytes of its entry, or {@link GitFileAttributes#UNKNOWN}
   * @param deltaDepth the deltas between it and what is stored whole, or the same
   */
  record Packing(long size, int deltaDepth) {
    private static final Packing NONE =
        new Packing(GitFileAttributes.UNKNOWN, GitFileAttributes.UNKNOWN);
  }

  /** Tells whether this holds what is asked for. */
  boolean holds(Asked asked) {
    return asked != Asked.PACKING || packing != null;
  }

  /**
   * Looks up what is asked for.
   *
   * @param layout whether what the layout tells may be believed
   */
  static StoredAs of(Image image, Entry entry, Asked asked, boolean layout) throws IOException {
    if (asked == Asked.NOTHING) {
      return null;
    }
    Packing packing = asked == Asked.PACKING ? packing(image, entry, layout) : null;
    return new StoredAs(image.id(entry).toString(), packing);
  }

  private static Packing packing(Image image, Entry entry, boolean layout) throws IOException {
    if (entry.absent() != null) {
      return Packing.NONE;
    }
    EntryTable table = layout ? image.carriedLayout().entries() : null;
    long length = table == null ? 0 : EntryTable.length(table.row(entry.rank()));
    int depth = image.pack().deltaDepth(image.index().offset(entry.rank()));
    return new Packing(length == 0 ? GitFileAttributes.UNKNOWN : length, depth);
  }
}
