package io.docteur.pack;

import java.io.IOException;
import java.util.Arrays;

/** The entries that an index lists, numbered from 0 in the order of the pack. Immutable. */
public final class PackOrder {
  /** The offsets of all entries in ascending order, and the ranks of their objects. */
  private final long[] offsets;

  private final int[] ranks;

  private PackOrder(long[] offsets, int[] ranks) {
    this.offsets = offsets;
    this.ranks = ranks;
  }

  /** Returns the order of an index's entries. It takes 12 bytes an object on the heap. */
  public static PackOrder of(PackIndexWriter.Entries index) throws IOException {
    long[] byRank = new long[index.count()];
    for (int rank = 0; rank < byRank.length; rank++) {
      byRank[rank] = index.offset(rank);
    }
    long[] offsets = byRank.clone();
    Arrays.sort(offsets);
    int[] ranks = new int[offsets.length];
    for (int rank = 0; rank < offsets.length; rank++) {
      ranks[Arrays.binarySearch(offsets, byRank[rank])] = rank;
    }
    return new PackOrder(offsets, ranks);
  }

  /** Returns the number of entries. */
  public int count() {
    return offsets.length;
  }

  /** Returns where the entry with a number starts. */
  public long offset(int number) {
    return offsets[number];
  }

  /** Returns the rank of the object of the entry with a number. */
  public int rank(int number) {
    return ranks[number];
  }

  /** Returns the number of the entry that starts at an offset, or -1 when none does. */
  public int numberAt(long offset) {
    return Math.max(-1, Arrays.binarySearch(offsets, offset));
  }

  /** Returns the rank of the object whose entry starts at an offset, or -1 when none does. */
  public int rankAt(long offset) {
    int number = numberAt(offset);
    return number < 0 ? -1 : ranks[number];
  }

  /**
   * Returns what an {@link EntryTable} has to tell of an entry: readers need bases that lie before
   * their deltas, which only an OFS_DELTA promises.
   *
   * @param end the offset behind the entry
   */
  public long row(PackEntry entry, long end) {
    int base = EntryTable.WHOLE;
    if (entry.isDelta()) {
      base = entry.baseId() == null ? rankAt(entry.base()) : EntryTable.UNKNOWN;
    }
    return EntryTable.row(end - entry.offset(), base);
  }
}
