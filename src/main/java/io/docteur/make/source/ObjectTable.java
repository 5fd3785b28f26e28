package io.docteur.make.source;

import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import java.util.Arrays;

/**
 * The objects of an image, each distinct one once, numbered from 0 in the order in which they were
 * added. Columns of primitives: a million objects are a million rows, not a million Java objects.
 */
public final class ObjectTable {
  private static final ObjectType[] TYPES = ObjectType.values();
  private static final int INITIAL_ROWS = 1 << 10;
  private static final int MAX_ROWS = 1 << 29;

  private int count;
  private long[] a = new long[INITIAL_ROWS];
  private long[] b = new long[INITIAL_ROWS];
  private int[] c = new int[INITIAL_ROWS];
  private byte[] types = new byte[INITIAL_ROWS];
  private int[] nameHashes = new int[INITIAL_ROWS];
  private long[] sizes = new long[INITIAL_ROWS];
  private long[] origins = new long[INITIAL_ROWS];

  /** Open addressing; a slot holds an object's number plus one. Twice as long as the columns. */
  private int[] slots = new int[2 * INITIAL_ROWS];

  /** Returns how many objects there are. */
  public int count() {
    return count;
  }

  /** Returns the number of an object, or -1. */
  int find(ObjectId id) {
    return slots[slot(id)] - 1;
  }

  /** Adds an object that is not there yet and returns its number. */
  int add(ObjectId id, ObjectType type, int nameHash, long size, long origin) {
    if (count == a.length) {
      grow();
    }
    int object = count++;
    a[object] = id.a();
    b[object] = id.b();
    c[object] = id.c();
    types[object] = (byte) type.code();
    nameHashes[object] = nameHash;
    sizes[object] = size;
    origins[object] = origin;
    slots[slot(id)] = object + 1;
    return object;
  }

  public ObjectId id(int object) {
    return new ObjectId(a[object], b[object], c[object]);
  }

  public ObjectType type(int object) {
    return TYPES[types[object] - 1]; // codes count from 1
  }

  /** Returns git's hash of the end of the first path at which the object lies. */
  public int nameHash(int object) {
    return nameHashes[object];
  }

  /** Returns the object's size in bytes. */
  public long size(int object) {
    return sizes[object];
  }

  /** Returns what the source noted to find the object again. */
  long origin(int object) {
    return origins[object];
  }

  /** Returns the objects' numbers in the order of their ids. */
  public int[] byId() {
    return Sorting.order(count, this::compareIds);
  }

  private int compareIds(int x, int y) {
    int order = Long.compareUnsigned(a[x], a[y]);
    return order == 0 ? id(x).compareTo(id(y)) : order;
  }

  private int slot(ObjectId id) {
    int mask = slots.length - 1;
    int slot = id.c() & mask; // uniformly distributed as it is
    while (slots[slot] != 0) {
      int object = slots[slot] - 1;
      if (a[object] == id.a() && b[object] == id.b() && c[object] == id.c()) {
        break;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    if (count == MAX_ROWS) {
      throw new IllegalStateException("more than " + MAX_ROWS + " objects");
    }
    int rows = 2 * count;
    a = Arrays.copyOf(a, rows);
    b = Arrays.copyOf(b, rows);
    c = Arrays.copyOf(c, rows);
    types = Arrays.copyOf(types, rows);
    nameHashes = Arrays.copyOf(nameHashes, rows);
    sizes = Arrays.copyOf(sizes, rows);
    origins = Arrays.copyOf(origins, rows);
    slots = new int[2 * rows];
    for (int object = 0; object < count; object++) {
      slots[slot(id(object))] = object + 1;
    }
  }
}
