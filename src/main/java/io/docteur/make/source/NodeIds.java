package io.docteur.make.source;

import io.docteur.pack.ObjectId;

/** The ids of a number of nodes, in columns. Different nodes may be set by different threads. */
final class NodeIds {
  private final long[] a;
  private final long[] b;
  private final int[] c;

  NodeIds(int count) {
    a = new long[count];
    b = new long[count];
    c = new int[count];
  }

  ObjectId get(int node) {
    return new ObjectId(a[node], b[node], c[node]);
  }

  void set(int node, ObjectId id) {
    a[node] = id.a();
    b[node] = id.b();
    c[node] = id.c();
  }
}
