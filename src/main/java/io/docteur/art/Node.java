package io.docteur.art;

import io.docteur.storage.Bytes;
import java.io.IOException;
import java.util.Arrays;

/**
 * The node, and the slot in it, that a reader looks at. It is moved over the tree, so that a whole
 * look-up needs one. The bytes may be anybody's: whatever they hold, a method returns or throws a
 * {@link MalformedArtException}. Not thread-safe.
 */
final class Node {
  private static final int ABSENT = -1;

  private final Pages pages;
  private Page page;
  private byte[] bytes;

  /** The index of the next byte to parse. */
  private int at;

  private long position;
  private int kind;
  private boolean keyEnds;
  private int prefix;
  private int prefixLength;
  private int children;
  private int keys;
  private int groupOffsets;
  private int slots;

  private int slotStart;
  private long child;
  private int suffix;
  private int suffixLength;
  private int value;

  Node(Pages pages) {
    this.pages = pages;
  }

  /** Moves to a node. */
  void moveTo(long newPosition) throws IOException {
    moveTo(newPosition, page);
  }

  /**
   * Moves to a node.
   *
   * @param near a page that may hold it, or null
   */
  void moveTo(long newPosition, Page near) throws IOException {
    page = near != null && near.contains(newPosition) ? near : pages.page(newPosition);
    if (!page.contains(newPosition)) {
      throw new MalformedArtException(newPosition, "no page holds the node");
    }
    bytes = page.bytes();
    parseAt(newPosition);
  }

  private void parseAt(long newPosition) throws MalformedArtException {
    position = newPosition;
    try {
      at = (int) (position - page.start());
      parse();
    } catch (IndexOutOfBoundsException e) {
      throw malformed("the node does not end in its page");
    }
  }

  private void parse() throws MalformedArtException {
    int header = bytes[at++] & 0xff;
    kind = header >>> NodeFormat.KIND_SHIFT;
    keyEnds = (header & NodeFormat.KEY_ENDS) != 0;
    if (kind < NodeFormat.NODE16) {
      children = kind + 1;
    } else if (kind == NodeFormat.NODE16 || kind == NodeFormat.NODE48) {
      children = bytes[at++] & 0xff;
    } else {
      children = 0;
    }
    prefixLength = length(header & NodeFormat.PREFIX_ESCAPE, NodeFormat.PREFIX_ESCAPE);
    prefix = skip(prefixLength);
    if (kind == NodeFormat.NODE256) {
      keys = skip(NodeFormat.BIT_SET_LENGTH);
      children = keysBelow(NodeFormat.NODE256_CHILDREN);
    } else {
      keys = skip(children);
    }
    if (NodeFormat.kind(children) != kind || (!keyEnds && children <= 1)) {
      throw malformed("the node has the wrong number of children");
    }
    groupOffsets = skip(NodeFormat.groupOffsets(slots()) * NodeFormat.GROUP_OFFSET_LENGTH);
    slots = at;
  }

  /**
   * Returns a length of which a part stands in a header, where one value says that more follows.
   */
  private int length(int field, int escape) throws MalformedArtException {
    return field < escape ? field : escape + varInt();
  }

  private int varInt() throws MalformedArtException {
    long number = Bytes.getVarLong(bytes, at);
    if (number > Art.MAX_KEY_LENGTH) {
      throw malformed("a length exceeds that of the longest key");
    }
    at += Bytes.varLongLength(number);
    return (int) number;
  }

  /** Steps over bytes that must be there and returns the index of the first. */
  private int skip(int length) throws MalformedArtException {
    if (length > bytes.length - at) {
      throw malformed("the node does not end in its page");
    }
    int start = at;
    at += length;
    return start;
  }

  MalformedArtException malformed(String reason) {
    return new MalformedArtException(position, reason);
  }

  /** Returns the page that holds the node. */
  Page page() {
    return page;
  }

  int kind() {
    return kind;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns the index of the prefix's first byte. */
  int prefix() {
    return prefix;
  }

  int prefixLength() {
    return prefixLength;
  }

  /** Returns the number of slots, at least one. */
  int slots() {
    return children + firstChild();
  }

  /** Returns the slot of the first child. */
  private int firstChild() {
    return keyEnds ? 1 : 0;
  }

  /** Tells whether a slot is that of the key that ends here. */
  boolean isKeyEnd(int slot) {
    return slot < firstChild();
  }

  /** Tells whether the prefix continues a key from an index on. */
  boolean prefixMatches(byte[] key, int from) {
    return prefixLength <= key.length - from
        && Arrays.equals(bytes, prefix, prefix + prefixLength, key, from, from + prefixLength);
  }

  /** Looks at the slot of the key that ends here; false when none does. */
  boolean lookAtKeyEnd() throws MalformedArtException {
    if (keyEnds) {
      look(0);
    }
    return keyEnds;
  }

  /** Looks at the slot of the child that a byte leads to; false when there is none. */
  boolean lookAtChild(byte key) throws MalformedArtException {
    int unsigned = key & 0xff;
    int index = keysBelow(unsigned);
    boolean found =
        kind == NodeFormat.NODE256
            ? (word(unsigned / Long.SIZE) >>> unsigned & 1) != 0
            : index < children && bytes[keys + index] == key;
    if (found) {
      look(firstChild() + index);
    }
    return found;
  }

  /** Returns the slot of the first child whose byte is not below another; there may be none. */
  int ceiling(byte key) {
    return firstChild() + keysBelow(key & 0xff);
  }

  private int keysBelow(int key) {
    if (kind == NodeFormat.NODE256) {
      int below = 0;
      for (int i = 0; i < key / Long.SIZE; i++) {
        below += Long.bitCount(word(i));
      }
      int rest = key % Long.SIZE;
      return rest == 0 ? below : below + Long.bitCount(word(key / Long.SIZE) & (1L << rest) - 1);
    }
    int low = 0;
    int high = children;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if ((bytes[keys + middle] & 0xff) < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long word(int index) {
    return Bytes.getLongLittleEndian(bytes, keys + index * Long.BYTES);
  }

  /** Returns the byte that leads to the child in a slot. */
  byte key(int slot) throws MalformedArtException {
    int index = slot - firstChild();
    if (kind == NodeFormat.NODE256) {
      return keyInBitSet(index);
    }
    byte key = bytes[keys + index];
    if (index > 0 && (key & 0xff) <= (bytes[keys + index - 1] & 0xff)) {
      throw malformed("the bytes of the children do not ascend");
    }
    return key;
  }

  private byte keyInBitSet(int index) {
    int before = index;
    int i = 0;
    long word = word(i);
    while (before >= Long.bitCount(word)) {
      before -= Long.bitCount(word);
      word = word(++i);
    }
    for (; before > 0; before--) {
      word &= word - 1;
    }
    return (byte) (i * Long.SIZE + Long.numberOfTrailingZeros(word));
  }

  /** Looks at a slot, wherever it stands. */
  void look(int slot) throws MalformedArtException {
    try {
      int group = slot / NodeFormat.GROUP;
      at = groupStart(group);
      for (int i = group * NodeFormat.GROUP; i <= slot; i++) {
        parseSlot(i);
      }
    } catch (IndexOutOfBoundsException e) {
      throw malformed("the node does not end in its page");
    }
  }

  private int groupStart(int group) {
    if (group == 0) {
      return slots;
    }
    int offset = groupOffsets + (group - 1) * NodeFormat.GROUP_OFFSET_LENGTH;
    return slots + ((bytes[offset] & 0xff) << Byte.SIZE | (bytes[offset + 1] & 0xff));
  }

  /**
   * Looks at the slot that follows the one that was looked at; the first one after a move. It has
   * to be where {@link #look} finds it, so that what is listed and what is looked up is the same.
   */
  void lookOn(int slot) throws MalformedArtException {
    try {
      if (slot % NodeFormat.GROUP == 0 && at != groupStart(slot / NodeFormat.GROUP)) {
        throw malformed("a slot lies elsewhere than the node says");
      }
      parseSlot(slot);
    } catch (IndexOutOfBoundsException e) {
      throw malformed("the node does not end in its page");
    }
  }

  private void parseSlot(int slot) throws MalformedArtException {
    slotStart = at;
    int first = bytes[at++];
    if (first < 0) {
      parsePointer(first);
    } else {
      parseLeaf(first);
    }
    if (isKeyEnd(slot) && (!isLeaf() || suffixLength != 0)) {
      throw malformed("the slot of the key that ends here is of another kind");
    }
  }

  private void parseLeaf(int first) throws MalformedArtException {
    suffixLength = length(first & NodeFormat.SUFFIX_ESCAPE, NodeFormat.SUFFIX_ESCAPE);
    int valueField = first >>> NodeFormat.VALUE_SHIFT;
    int valueLength =
        valueField == NodeFormat.VALUE_ESCAPE ? varInt() : valueField + NodeFormat.SHORTEST_VALUE;
    suffix = skip(suffixLength);
    value = skip(valueLength);
    child = ABSENT;
  }

  private void parsePointer(int first) throws MalformedArtException {
    int length =
        Math.min(
            Integer.numberOfLeadingZeros(~first) - (Integer.SIZE - Byte.SIZE) - 1,
            NodeFormat.POINTER_LENGTHS - 1);
    long distance = first & (1 << NodeFormat.pointerBits(length)) - 1;
    for (int i = NodeFormat.pointerBytes(length); i > 0; i--) {
      distance = distance << Byte.SIZE | (bytes[at++] & 0xff);
    }
    if (distance == 0 || distance > position) {
      throw malformed("a child does not lie before its parent");
    }
    child = position - distance;
  }

  /** Goes back before the slot, so that {@link #lookOn} looks at it again. */
  void lookBack() {
    at = slotStart;
  }

  /** Tells whether the slot is a leaf. */
  boolean isLeaf() {
    return child == ABSENT;
  }

  /** Returns the position of the child in the slot, which is no leaf. */
  long child() {
    return child;
  }

  /** Returns the index of the first byte after the key byte in the leaf. */
  int suffix() {
    return suffix;
  }

  int suffixLength() {
    return suffixLength;
  }

  /** Returns where the value in the leaf starts. */
  Art.Value value() {
    return new Art.Value(bytes, value);
  }

  /** Compares the leaf's bytes of the key with what another key has from an index on. */
  int compareSuffix(byte[] key, int from) {
    return Arrays.compareUnsigned(bytes, suffix, suffix + suffixLength, key, from, key.length);
  }
}
