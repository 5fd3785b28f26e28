package io.docteur.image;

import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectIndex;
import io.docteur.pack.PackIndexWriter;
import java.io.IOException;

/** The index of a pack before it is written. */
record EntriesIndex(PackIndexWriter.Entries entries) implements ObjectIndex {

  @Override
  public int count() {
    return entries.count();
  }

  @Override
  public int rank(ObjectId id) throws IOException {
    int low = 0;
    int high = entries.count() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = entries.id(middle).compareTo(id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  @Override
  public ObjectId id(int rank) throws IOException {
    return entries.id(rank);
  }

  @Override
  public long offset(int rank) throws IOException {
    return entries.offset(rank);
  }
}
