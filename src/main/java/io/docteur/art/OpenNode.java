package io.docteur.art;

import io.docteur.storage.Bytes;
import java.util.Arrays;

/** An inner node that may still get children, and its encoding. */
final class OpenNode {
  private int depth;
  private int children;
  private byte[] keys = new byte[NodeFormat.NODE4_CHILDREN];

  /** The position of a child, or the length of a leaf, negated: leaves stand in their order. */
  private long[] slots = new long[NodeFormat.NODE4_CHILDREN];

  private byte[] leaves = new byte[32];
  private int leavesLength;

  /** The length of the slot of the key that ends here, zero without one. */
  private int keyEndLength;

  /** Makes this a node without children. */
  void reset(int newDepth) {
    depth = newDepth;
    children = 0;
    leavesLength = 0;
    keyEndLength = 0;
  }

  /** Returns how many bytes lead here, the prefix included. */
  int depth() {
    return depth;
  }

  /** Returns how many bytes the leaves take. */
  int leavesLength() {
    return leavesLength;
  }

  /** Adds the key that ends here, before any child. */
  void addKeyEnd(byte[] value, int valueLength) {
    addSlot(value, 0, 0, value, valueLength);
    keyEndLength = leavesLength;
  }

  /** Adds a leaf for a key; this node's depth tells the byte that leads to it. */
  void addLeaf(byte[] key, int keyLength, byte[] value, int valueLength) {
    int before = leavesLength;
    addSlot(key, depth + 1, keyLength - depth - 1, value, valueLength);
    addChild(key[depth], before - leavesLength);
  }

  /** Adds a node that is a child. */
  void addChild(byte key, long slot) {
    if (children == keys.length) {
      keys = Arrays.copyOf(keys, 2 * children);
      slots = Arrays.copyOf(slots, 2 * children);
    }
    keys[children] = key;
    slots[children++] = slot;
  }

  private void addSlot(byte[] key, int suffix, int suffixLength, byte[] value, int valueLength) {
    int needed = leavesLength + slotLength(suffixLength, valueLength);
    if (needed > leaves.length) {
      leaves = Arrays.copyOf(leaves, Math.max(needed, 2 * leaves.length));
    }
    boolean longValue = isLongValue(valueLength);
    int suffixField = Math.min(suffixLength, NodeFormat.SUFFIX_ESCAPE);
    int valueField = longValue ? NodeFormat.VALUE_ESCAPE : valueLength - NodeFormat.SHORTEST_VALUE;
    int at = leavesLength;
    leaves[at++] = (byte) (valueField << NodeFormat.VALUE_SHIFT | suffixField);
    if (suffixField == NodeFormat.SUFFIX_ESCAPE) {
      at = Bytes.putVarLong(leaves, at, suffixLength - NodeFormat.SUFFIX_ESCAPE);
    }
    if (longValue) {
      at = Bytes.putVarLong(leaves, at, valueLength);
    }
    System.arraycopy(key, suffix, leaves, at, suffixLength);
    System.arraycopy(value, 0, leaves, at + suffixLength, valueLength);
    leavesLength = at + suffixLength + valueLength;
  }

  private static boolean isLongValue(int valueLength) {
    int field = valueLength - NodeFormat.SHORTEST_VALUE;
    return field < 0 || field >= NodeFormat.VALUE_ESCAPE;
  }

  /** Returns the length of a leaf's slot. */
  static int slotLength(int suffixLength, int valueLength) {
    int length = 1 + suffixLength + valueLength;
    if (suffixLength >= NodeFormat.SUFFIX_ESCAPE) {
      length += Bytes.varLongLength(suffixLength - NodeFormat.SUFFIX_ESCAPE);
    }
    return isLongValue(valueLength) ? length + Bytes.varLongLength(valueLength) : length;
  }

  /** Returns a length that the encoded node does not exceed. */
  int maxLength(int prefixLength) {
    int slotCount = children + 1;
    return 2
        + Bytes.varLongLength(prefixLength)
        + prefixLength
        + Math.max(children, NodeFormat.BIT_SET_LENGTH)
        + NodeFormat.groupOffsets(slotCount) * NodeFormat.GROUP_OFFSET_LENGTH
        + leavesLength
        + children * (1 + NodeFormat.pointerBytes(NodeFormat.POINTER_LENGTHS - 1));
  }

  /**
   * Encodes the node as it is at a position and returns its length.
   *
   * @param key holds the prefix, which ends at this node's depth
   */
  int encode(byte[] key, int prefix, long position, byte[] out) {
    int kind = NodeFormat.kind(children);
    int prefixLength = depth - prefix;
    int prefixField = Math.min(prefixLength, NodeFormat.PREFIX_ESCAPE);
    int keyEnds = keyEndLength > 0 ? NodeFormat.KEY_ENDS : 0;
    int at = 0;
    out[at++] = (byte) (kind << NodeFormat.KIND_SHIFT | keyEnds | prefixField);
    if (kind == NodeFormat.NODE16 || kind == NodeFormat.NODE48) {
      out[at++] = (byte) children;
    }
    if (prefixField == NodeFormat.PREFIX_ESCAPE) {
      at = Bytes.putVarLong(out, at, prefixLength - NodeFormat.PREFIX_ESCAPE);
    }
    System.arraycopy(key, prefix, out, at, prefixLength);
    at = encodeKeys(kind, out, at + prefixLength);
    return encodeSlots(position, out, at);
  }

  private int encodeKeys(int kind, byte[] out, int start) {
    if (kind != NodeFormat.NODE256) {
      System.arraycopy(keys, 0, out, start, children);
      return start + children;
    }
    int end = start + NodeFormat.BIT_SET_LENGTH;
    Arrays.fill(out, start, end, (byte) 0);
    for (int i = 0; i < children; i++) {
      int key = keys[i] & 0xff;
      out[start + key / Byte.SIZE] |= (byte) (1 << key % Byte.SIZE);
    }
    return end;
  }

  private int encodeSlots(long position, byte[] out, int start) {
    int firstChild = keyEndLength > 0 ? 1 : 0;
    int offset = start;
    int first =
        start + NodeFormat.groupOffsets(children + firstChild) * NodeFormat.GROUP_OFFSET_LENGTH;
    System.arraycopy(leaves, 0, out, first, keyEndLength);
    int at = first + keyEndLength;
    int leaf = keyEndLength;
    for (int i = 0; i < children; i++) {
      int slot = firstChild + i;
      if (slot > 0 && slot % NodeFormat.GROUP == 0) {
        out[offset++] = (byte) ((at - first) >>> Byte.SIZE);
        out[offset++] = (byte) (at - first);
      }
      if (slots[i] < 0) {
        int length = (int) -slots[i];
        System.arraycopy(leaves, leaf, out, at, length);
        leaf += length;
        at += length;
      } else {
        at = encodePointer(position - slots[i], out, at);
      }
    }
    return at;
  }

  private static int encodePointer(long distance, byte[] out, int start) {
    int length = 0;
    while (distance >>> bits(length) != 0) {
      if (++length == NodeFormat.POINTER_LENGTHS) {
        throw new IllegalArgumentException("a tree too large to point through: " + distance);
      }
    }
    int following = NodeFormat.pointerBytes(length);
    int mark = -1 << (Byte.SIZE - 1 - length);
    int at = start;
    out[at++] = (byte) (mark | (int) (distance >>> (following * Byte.SIZE)));
    for (int i = following - 1; i >= 0; i--) {
      out[at++] = (byte) (distance >>> (i * Byte.SIZE));
    }
    return at;
  }

  private static int bits(int length) {
    return NodeFormat.pointerBits(length) + NodeFormat.pointerBytes(length) * Byte.SIZE;
  }
}
