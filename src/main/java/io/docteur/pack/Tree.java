package io.docteur.pack;

import java.util.Arrays;

/**
 * A cursor over the entries of a tree object, in the order in which they are stored, which is git's
 * (a directory sorts as if its name ended in a slash). Not thread-safe.
 */
public final class Tree {
  /** git itself writes six digits. */
  private static final int MOST_MODE = 07777777;

  private final byte[] content;
  private int start;
  private int next;
  private int mode;
  private int nameStart;
  private int nameEnd;

  /** A cursor before the first entry. */
  public Tree(byte[] content) {
    this.content = content;
  }

  /**
   * Moves to the next entry; false when there is none.
   *
   * @throws MalformedObjectException when what follows is not an entry
   */
  public boolean next() throws MalformedObjectException {
    if (next == content.length) {
      return false;
    }
    start = next;
    int i = next;
    mode = 0;
    while (i < content.length && content[i] != ' ') {
      int digit = content[i] - '0';
      if (digit < 0 || digit > 7 || mode > MOST_MODE >>> 3) {
        throw new MalformedObjectException("badTree: a mode that is not octal");
      }
      mode = mode << 3 | digit;
      i++;
    }
    if (i == next) {
      throw new MalformedObjectException("badTree: an entry without a mode");
    }
    nameStart = i + 1;
    nameEnd = nameStart;
    while (nameEnd < content.length && content[nameEnd] != 0) {
      nameEnd++;
    }
    if (nameEnd + 1 + ObjectId.LENGTH > content.length) {
      throw new MalformedObjectException("badTree: an entry that does not end");
    }
    next = nameEnd + 1 + ObjectId.LENGTH;
    return true;
  }

  /** Returns where the entry starts in the content: what {@link #seek} takes. */
  public int start() {
    return start;
  }

  /** Moves before the entry that starts at an index, which {@link #start} told. */
  public void seek(int entryStart) {
    next = entryStart;
  }

  /** Compares the name with another one as unsigned bytes. */
  public int compareName(byte[] other) {
    return Arrays.compareUnsigned(content, nameStart, nameEnd, other, 0, other.length);
  }

  /** Returns the mode as it is written. */
  public int mode() {
    return mode;
  }

  /** Tells whether the mode is written with a zero before it, as git never does. */
  public boolean isModePadded() {
    return content[start] == '0';
  }

  /** Returns the number of the name's bytes. */
  public int nameLength() {
    return nameEnd - nameStart;
  }

  /** Returns a copy of the name's bytes. */
  public byte[] name() {
    return Arrays.copyOfRange(content, nameStart, nameEnd);
  }

  /** Returns the id of the entry's object. */
  public ObjectId id() {
    return ObjectId.fromBytes(content, nameEnd + 1);
  }
}
