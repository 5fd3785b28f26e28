package io.docteur.make;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.internal.storage.pack.DeltaIndex;

/** The objects that one thread used last, and what deltas against them need, in bounded memory. */
final class LoadedObjects {
  /** Four times as much would not make it faster. */
  private static final long MOST = 8L << 20;

  private final ObjectSource source;
  private final ObjectTable objects;
  private final Map<Integer, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);
  private long memory;

  private static final class Loaded {
    byte[] content;
    DeltaIndex index;

    long memory() {
      return index == null ? content.length : index.getIndexSize();
    }
  }

  LoadedObjects(ObjectSource source, ObjectTable objects) {
    this.source = source;
    this.objects = objects;
  }

  /**
   * Returns the content of an object, which nobody may change.
   *
   * @throws IOException as {@link Packer#readChecked} has it
   */
  byte[] content(int object) throws IOException {
    return load(object).content;
  }

  /**
   * Returns what makes deltas against an object.
   *
   * @throws IOException as {@link Packer#readChecked} has it
   */
  DeltaIndex index(int object) throws IOException {
    Loaded base = load(object);
    if (base.index == null) {
      memory -= base.memory();
      base.index = new DeltaIndex(base.content);
      memory += base.memory();
      shrink();
    }
    return base.index;
  }

  private Loaded load(int object) throws IOException {
    Loaded found = loaded.get(object);
    if (found == null) {
      found = new Loaded();
      found.content = Packer.readChecked(source, objects, object);
      loaded.put(object, found);
      memory += found.memory();
      shrink();
    }
    return found;
  }

  private void shrink() {
    Iterator<Loaded> oldest = loaded.values().iterator();
    while (memory > MOST && loaded.size() > 1) {
      memory -= oldest.next().memory();
      oldest.remove();
    }
  }
}
