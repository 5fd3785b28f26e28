package io.docteur.pack;

import io.docteur.DamagedImageException;
import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32;

/**
 * Makes the objects of a pack, a family at a time: each entry is copied out of the storage and
 * inflated once, and a delta is applied while its base is at hand. What is not sound, or is large,
 * is left to others, which tell what is wrong and need no bases at hand. Not thread-safe.
 */
abstract class FamilyWalk implements Closeable {
  /** What the bases that wait for their other deltas may take. */
  private static final int MOST_WAITING = 16 << 20;

  private final PackBytes bytes;
  private final Families families;

  /** What an entry, a delta and an object may take each. */
  private final long most;

  /** Not the native one, which does not tell where a stream ends. */
  private final EntryInflater inflater = new EntryInflater(Inflating.JAVA);

  private final CRC32 crc = new CRC32();
  private final MessageDigest sha1 = ObjectId.sha1();
  private final Deque<Base> bases = new ArrayDeque<>();
  private int waiting;

  // The object that was made last.
  private ObjectType type;
  private byte[] content;
  private int size;

  /** An object, and the delta against it that comes next; null content stands for a lost one. */
  private static final class Base {
    final ObjectType type;
    final byte[] content;
    int next;

    Base(ObjectType type, byte[] content, int next) {
      this.type = type;
      this.content = content;
      this.next = next;
    }

    int footprint() {
      return content == null ? 0 : content.length;
    }
  }

  FamilyWalk(PackBytes bytes, Families families, long maxHeap) {
    this.bytes = bytes;
    this.families = families;
    this.most = Math.min(maxHeap, PackLimits.STREAMED_SIZE - 1);
  }

  /** Returns where an entry starts, or where the last one ends. */
  abstract long offset(int number);

  /** Returns the CRC-32 that an entry must have. */
  abstract int crc32(int number) throws IOException;

  /** Tells whether what was made of an entry, {@link #id} say, is what it should be. */
  abstract boolean accepts(int number) throws IOException;

  /**
   * Is told of each entry once, before the deltas against it are looked for.
   *
   * @param sound whether it ends where the next one starts, has its CRC-32 and is accepted; false
   *     when that is not known
   */
  abstract void looked(int number, boolean sound) throws IOException;

  /** Tells whether there may be deltas against an entry. */
  boolean isBase(int number) {
    return families.firstDelta(number) != Families.NONE;
  }

  /** Returns the id of the object that was made last. */
  final ObjectId id() {
    sha1.update(type.header(size));
    sha1.update(content, 0, size);
    return ObjectId.fromBytes(sha1.digest(), 0);
  }

  /** Returns the size of the object that was made last. */
  final long size() {
    return size;
  }

  /**
   * Looks at the family that an entry starts, and returns how many entries it has.
   *
   * @throws IOException when the storage cannot be read
   */
  final int walk(int first) throws IOException {
    look(first, null);
    int count = 1;
    while (!bases.isEmpty()) {
      Base base = bases.peek();
      int delta = base.next;
      base.next = families.nextDelta(delta);
      if (base.next == Families.NONE) {
        waiting -= bases.pop().footprint();
      }
      look(delta, base);
      count++;
    }
    return count;
  }

  private void look(int number, Base base) throws IOException {
    boolean sound = (base == null || base.content != null) && isSound(number, base);
    looked(number, sound);
    int delta = families.firstDelta(number);
    if (delta != Families.NONE) {
      boolean kept = sound && waiting + size <= MOST_WAITING;
      Base next = new Base(type, kept ? content : null, delta);
      waiting += next.footprint();
      bases.push(next);
    }
  }

  private boolean isSound(int number, Base base) throws IOException {
    try {
      return make(number, base) && accepts(number);
    } catch (DamagedImageException | MalformedObjectException e) {
      return false; // and met again by whoever tells it
    }
  }

  /** Tells whether an entry could be inflated and made into an object. */
  private boolean make(int number, Base base) throws IOException, MalformedObjectException {
    long offset = offset(number);
    long end = offset(number + 1);
    if (end == offset || end - offset > most || !bytes.holds(offset, end - offset)) {
      return false;
    }
    int length = (int) (end - offset);
    byte[] input = inflater.input(length);
    bytes.storage().read(bytes.start() + offset, input, 0, length);
    crc.reset();
    crc.update(input, 0, length);
    PackEntry entry = bytes.entry(offset, input, length);
    if ((int) crc.getValue() != crc32(number)
        || entry.isDelta() == (base == null)
        || entry.size() > most) {
      return false;
    }
    boolean isBase = isBase(number);
    int inflated = (int) entry.size();
    byte[] target = base == null ? target(inflated, isBase) : inflater.room(inflated);
    inflater.inflate(bytes, entry, input, length, Room.of(target));
    if (inflater.endOffset() != end) {
      return false;
    }
    if (base == null) {
      type = entry.type();
      size = inflated;
      content = target;
      return true;
    }
    HeapDelta delta = new HeapDelta(target, 0, inflated);
    if (delta.resultSize() > most) {
      return false;
    }
    type = base.type;
    size = (int) delta.resultSize();
    content = target(size, isBase);
    delta.apply(base.content, 0, base.content.length, content, 0);
    return true;
  }

  /** Returns what an object goes into: an array of its own when deltas against it follow. */
  private byte[] target(int length, boolean isBase) {
    return isBase ? new byte[length] : inflater.between(0, length);
  }

  /** Releases the inflater; the storage stays open. */
  @Override
  public void close() {
    inflater.release();
  }
}
