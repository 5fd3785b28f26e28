package io.docteur.make.packing;

/**
 * The order of the entries in an image: that of a walk, in which the objects are numbered. A family
 * of deltas, which all go back to one object that is stored whole, stands together where its first
 * member stands in the walk: every base before its deltas, and otherwise again as in the walk.
 */
final class Arrangement {
  private final PackedEntries packed;
  private final int[] order;
  private final boolean[] placed;
  private final int[] chain;
  private int length;

  private Arrangement(int count, PackedEntries packed, int depth) {
    this.packed = packed;
    this.order = new int[count];
    this.placed = new boolean[count];
    this.chain = new int[depth + 1];
  }

  /**
   * Returns the objects in the order of their entries.
   *
   * @param depth how long a chain may be
   */
  static int[] of(int count, PackedEntries packed, int depth) {
    Arrangement arrangement = new Arrangement(count, packed, depth);
    arrangement.arrange(count);
    return arrangement.order;
  }

  private void arrange(int count) {
    int[] roots = new int[count];
    int[] ends = new int[count + 1];
    for (int object = 0; object < count; object++) {
      roots[object] = packed.root(object);
      ends[roots[object] + 1]++;
    }
    for (int root = 0; root < count; root++) {
      ends[root + 1] += ends[root];
    }
    // ends[root] is where the family starts now, and where it ends when its members are in.
    int[] members = new int[count];
    for (int object = 0; object < count; object++) {
      members[ends[roots[object]]++] = object;
    }
    for (int object = 0; object < count; object++) {
      int root = roots[object];
      if (!placed[root]) {
        for (int i = root == 0 ? 0 : ends[root - 1]; i < ends[root]; i++) {
          place(members[i]);
        }
      }
    }
  }

  /** Places an object behind those of its bases that are not there yet. */
  private void place(int object) {
    int missing = 0;
    for (int next = object; next != PackedEntries.WHOLE && !placed[next]; ) {
      chain[missing++] = next;
      next = packed.base(next);
    }
    while (missing > 0) {
      int next = chain[--missing];
      placed[next] = true;
      order[length++] = next;
    }
  }
}
