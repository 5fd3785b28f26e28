package io.docteur.pack;

import java.util.Arrays;
import java.util.Map;

/** An index that says whatever a test wants it to. */
record MapIndex(ObjectId[] ids, long[] offsets) implements ObjectIndex {

  MapIndex(Map<ObjectId, Long> objects) {
    this(
        objects.keySet().stream().sorted().toArray(ObjectId[]::new),
        objects.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .mapToLong(Map.Entry::getValue)
            .toArray());
  }

  @Override
  public int count() {
    return ids.length;
  }

  @Override
  public int rank(ObjectId id) {
    return Math.max(-1, Arrays.binarySearch(ids, id));
  }

  @Override
  public ObjectId id(int rank) {
    return ids[rank];
  }

  @Override
  public long offset(int rank) {
    return offsets[rank];
  }
}
