package io.docteur.make.packing;

import io.docteur.make.source.Likely;
import io.docteur.make.source.ObjectSource;
import io.docteur.make.source.ObjectTable;
import io.docteur.pack.ObjectType;
import java.io.IOException;
import org.eclipse.jgit.internal.storage.pack.DeltaIndex;

/**
 * Looks for the base of each object among those before it, as git does ({@code find_deltas} and
 * {@code try_delta} in its {@code pack-objects.c}): a ring of slots, in which a base that served
 * moves up behind the object that it served. Objects of the same name are tried from farther away:
 * where many versions lie side by side, they are those of one file.
 */
final class DeltaWindow {

  /**
   * What was found for an object; good until the next one is looked at.
   *
   * @param base the base, or {@link PackedEntries#WHOLE}
   * @param delta the delta, when there is a base
   * @param content the object's content, or null where nobody needed it; nobody may change it
   */
  record Result(int base, DeltaBuffer delta, byte[] content) {}

  private static final class Slot {
    int object = PackedEntries.WHOLE;
    int depth;
    boolean settled;
    boolean served;
    byte[] content;
    DeltaIndex index;
    long memory;

    /** Empties the slot and returns the memory that becomes free. */
    long clear() {
      long freed = memory;
      object = PackedEntries.WHOLE;
      depth = 0;
      settled = false;
      served = false;
      content = null;
      index = null;
      memory = 0;
      return freed;
    }

    boolean isEmpty() {
      return object == PackedEntries.WHOLE;
    }
  }

  /** What a delta's base takes in git's count: its id. */
  private static final int BASE_ID = 20;

  /** A base that is so many times larger is not worth reading. */
  private static final int MAX_SHRINKING = 32;

  /**
   * A blob's delta may be longer, by so many bytes and one byte in so many, when other blobs have
   * its base already: a walk of many versions then comes by fewer bases, and a reader's cache holds
   * more of them.
   */
  private static final int SERVED_BYTES = 32;

  private static final int SERVED_PART = 4;

  private final ObjectSource source;
  private final ObjectTable objects;
  private final int size;
  private final Slot[] slots;
  private int current;
  private int filled;
  private long memory;
  private final DeltaEncoder encoder = new DeltaEncoder();
  private DeltaBuffer best = new DeltaBuffer();
  private DeltaBuffer attempt = new DeltaBuffer();
  private int bestSlot;
  private int maxDepth;

  /**
   * An empty window.
   *
   * @param size how many objects of any name are tried for each
   */
  DeltaWindow(ObjectSource source, ObjectTable objects, int size) {
    this.source = source;
    this.objects = objects;
    this.size = size;
    this.slots = new Slot[size * Packing.SAME_NAME_WINDOWS + 1];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new Slot();
    }
  }

  /** Forgets all objects. */
  void clear() {
    for (Slot slot : slots) {
      memory -= slot.clear();
    }
    current = 0;
    filled = 0;
  }

  /** Takes in an object that can be a base and needs none, at the end of a chain of some deltas. */
  void addBase(int object, int depth) {
    Slot slot = slots[current];
    memory -= slot.clear();
    slot.object = object;
    slot.depth = depth;
    slot.settled = true;
    advance();
  }

  /**
   * Looks for an object's base. Then {@link #keep} is to tell what became of the object.
   *
   * @param most how long the object's chain may become
   * @param likely what is tried first, or null
   * @param load whether the result must have the content
   */
  Result find(int object, int most, Likely likely, boolean load) throws IOException {
    maxDepth = most;
    Slot slot = slots[current];
    memory -= slot.clear();
    slot.object = object;
    while (memory > Packing.WINDOW_MEMORY && filled > 1) {
      memory -= slots[Math.floorMod(current - filled, slots.length)].clear();
      filled--;
    }
    bestSlot = PackedEntries.WHOLE;
    boolean asLikely = maxDepth <= 0 || isAsLikely(slot, likely);
    if (!asLikely) {
      tryAll(slot);
    }
    if (load) {
      load(slot);
    }
    if (bestSlot == PackedEntries.WHOLE) {
      return new Result(PackedEntries.WHOLE, null, slot.content);
    }
    if (!asLikely) {
      encoder.encode(slots[bestSlot].content, slot.content, best);
    }
    return new Result(slots[bestSlot].object, best, slot.content);
  }

  /**
   * Keeps the object that was looked at as a base for those after it.
   *
   * @param delta whether it is stored as the delta that was found
   */
  void keep(boolean delta) {
    Slot slot = slots[current];
    if (!delta) {
      slot.depth = 0;
      advance();
      return;
    }
    slots[bestSlot].served = true;
    if (slot.depth < maxDepth) {
      moveUp(bestSlot);
      advance();
    }
  }

  /** Tells whether the window holds an object. */
  boolean holds(int object) {
    return slotOf(object) >= 0;
  }

  private int slotOf(int object) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i].object == object) {
        return i;
      }
    }
    return -1;
  }

  /** Tells whether what is likely is so, and nothing else need be tried. */
  private boolean isAsLikely(Slot target, Likely likely) throws IOException {
    if (likely == null || likely.base() == PackedEntries.WHOLE) {
      return likely != null;
    }
    int candidate = slotOf(likely.base());
    if (candidate < 0 || !tryBase(target, slots[candidate])) {
      return false;
    }
    bestSlot = candidate;
    encoder.encode(slots[candidate].content, target.content, attempt);
    boolean met = likely.isMet(attempt.length(), objects.size(target.object));
    if (met) {
      swapBuffers();
    }
    return met;
  }

  private void tryAll(Slot target) throws IOException {
    for (int distance = 1; distance < slots.length; distance++) {
      int candidate = Math.floorMod(current - distance, slots.length);
      Slot base = slots[candidate];
      if (base.isEmpty() || objects.type(base.object) != objects.type(target.object)) {
        break;
      }
      if ((distance <= size || isVersion(target, base)) && tryBase(target, base)) {
        bestSlot = candidate;
      }
    }
  }

  /** Not one that was there before: of those there are many for each new object. */
  private boolean isVersion(Slot target, Slot base) {
    return !base.settled && objects.nameHash(base.object) == objects.nameHash(target.object);
  }

  private boolean tryBase(Slot target, Slot base) throws IOException {
    boolean first = bestSlot == PackedEntries.WHOLE;
    int limit = limit(target, base, first);
    if (limit <= 0 || source.inOnePack(target.object, base.object)) {
      return false;
    }
    load(target);
    load(base);
    if (base.index == null) {
      base.index = new DeltaIndex(base.content);
      use(base, base.index.getIndexSize() - base.content.length);
    }
    attempt.clear();
    if (!base.index.encode(attempt, target.content, limit)) {
      return false;
    }
    if (!first && attempt.length() == best.length() && base.depth + 1 >= target.depth) {
      return false; // as long as the one we have, but not nearer to its root
    }
    swapBuffers();
    target.depth = base.depth + 1;
    return true;
  }

  private void swapBuffers() {
    DeltaBuffer better = attempt;
    attempt = best;
    best = better;
  }

  /** Returns how large a delta may be to be worth having, or 0 when it is not worth a try. */
  private int limit(Slot target, Slot base, boolean first) {
    if (base.depth >= maxDepth) {
      return 0;
    }
    long targetSize = objects.size(target.object);
    long baseSize = objects.size(base.object);
    long most = first ? Packing.longestEstimate(targetSize) - BASE_ID : most(target, base);
    int depth = first ? 1 : target.depth;
    long limit = most * (maxDepth - base.depth) / (maxDepth - depth + 1);
    return isHopeless(targetSize, baseSize, limit) ? 0 : (int) limit;
  }

  /**
   * Tells from the sizes of an object and its base that a delta within a limit is not to be had.
   */
  static boolean isHopeless(long size, long baseSize, long limit) {
    return size - baseSize >= limit || size < baseSize / MAX_SHRINKING;
  }

  /** Returns how long a delta may be to be better than the best one. */
  private long most(Slot target, Slot base) {
    int length = best.length();
    boolean served = slots[bestSlot].served;
    if (base.served == served || objects.type(target.object) != ObjectType.BLOB) {
      return length;
    }
    return served
        ? (length - SERVED_BYTES) * SERVED_PART / (SERVED_PART + 1)
        : length + SERVED_BYTES + length / SERVED_PART;
  }

  private void load(Slot slot) throws IOException {
    if (slot.content == null) {
      slot.content = Packer.readChecked(source, objects, slot.object);
      use(slot, slot.content.length);
    }
  }

  private void use(Slot slot, long bytes) {
    slot.memory += bytes;
    memory += bytes;
  }

  /** Moves a base that served behind the current object, so that it stays longer. */
  private void moveUp(int served) {
    Slot base = slots[served];
    int to = served;
    while (to != current) {
      int from = (to + 1) % slots.length;
      slots[to] = slots[from];
      to = from;
    }
    slots[current] = base;
  }

  private void advance() {
    current = (current + 1) % slots.length;
    filled = Math.min(filled + 1, slots.length - 1);
  }
}
