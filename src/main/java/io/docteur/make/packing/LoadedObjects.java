package io.docteur.make.packing;

import io.docteur.make.source.ObjectSource;
import io.docteur.make.source.ObjectTable;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.internal.storage.pack.DeltaIndex;

/** The objects that one thread used last, and what deltas against them need, in bounded memory. */
final class LoadedObjects {
  /** Four times as much would not make it faster. */
  private static final long MEMORY = 8L << 20;

  private final ObjectSource source;
  private final ObjectTable objects;
  private final Map<Integer, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

  /** What was read as an object, and may still be another's content until it is checked. */
  final class Loaded {
    private final int object;
    private final byte[] content;
    private DeltaIndex index;
    private boolean checked;

    private Loaded(int object) throws IOException {
      this.object = object;
      this.content = source.read(object);
    }

    /** Returns the content, which nobody may change. */
    byte[] content() {
      return content;
    }

    /** Returns what makes deltas against the content. */
    DeltaIndex index() {
      if (index == null) {
        index = new DeltaIndex(content);
      }
      return index;
    }

    /**
     * Checks that the content is the object's, which takes longer than a delta.
     *
     * @throws IOException as {@link ObjectSource#changed} has it, when it is not
     */
    void check() throws IOException {
      if (!checked) {
        Packer.check(source, objects, object, content);
        checked = true;
      }
    }

    private long memory() {
      return index == null ? content.length : index.getIndexSize();
    }
  }

  LoadedObjects(ObjectSource source, ObjectTable objects) {
    this.source = source;
    this.objects = objects;
  }

  /** Returns an object, read now or before. */
  Loaded get(int object) throws IOException {
    Loaded found = loaded.get(object);
    if (found == null) {
      found = new Loaded(object);
      shrink();
      loaded.put(object, found);
    }
    return found;
  }

  private void shrink() {
    long memory = loaded.values().stream().mapToLong(Loaded::memory).sum();
    Iterator<Loaded> oldest = loaded.values().iterator();
    while (memory > MEMORY) {
      memory -= oldest.next().memory();
      oldest.remove();
    }
  }
}
