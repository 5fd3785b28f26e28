package io.docteur.art;

/**
 * How nodes are encoded: the numbers of the format, and where it leaves the paper.
 *
 * <p>A node is
 *
 * <ol>
 *   <li>a header byte {@code kkkeffff}: kind, whether a key ends at this node, length of the prefix
 *       ({@value #PREFIX_ESCAPE} when the rest of the length follows, in LEB128, after the count);
 *   <li>in Node16 and Node48: the number of children, one byte;
 *   <li>the prefix: the bytes that all keys of the node have after those that lead to it;
 *   <li>which bytes lead to children: in Node4, Node16 and Node48 the bytes themselves, ascending;
 *       in Node256 a set of 256 bits in {@value #BIT_SET_LENGTH} bytes, least significant first;
 *   <li>for every {@value #GROUP}th slot but the first, two bytes, big-endian: the distance of that
 *       slot from the first one;
 *   <li>the slots: one for the key that ends here, if any, then one for each child, ascending.
 * </ol>
 *
 * <p>A slot is one of
 *
 * <ul>
 *   <li>{@code 0vvvssss}, a leaf: a key ends {@code s} bytes further ({@value #SUFFIX_ESCAPE} when
 *       the rest of the length follows in LEB128), its value is {@code v} + {@value
 *       #SHORTEST_VALUE} bytes long ({@value #VALUE_ESCAPE} when the length follows in LEB128); the
 *       bytes of the key, those of the value;
 *   <li>{@code 10dddddd}, {@code 110ddddd} and one byte more, {@code 1110dddd} and two, {@code
 *       1111dddd} and four: the distance, big-endian, from the first byte of this node back to that
 *       of the child. It is not zero, so positions decrease on the way down and there are no
 *       cycles, whatever the bytes.
 * </ul>
 *
 * <p>The paper's node types are here, with its limits of 4, 16, 48 and 256 children and its path
 * compression. What differs, because these nodes never change and should be small:
 *
 * <ul>
 *   <li>Arrays are as long as there are children. Node48 therefore has the sorted bytes of a Node16
 *       instead of an index of 256 bytes, and Node256 a set of bits, ranked by counting them,
 *       instead of 256 pointers.
 *   <li>Leaves stand in their parents' slots (the paper's combined slots) while there is room for
 *       them there; else a leaf is a node without children.
 *   <li>A key may be the prefix of another: a node has a slot for a key that ends at it. The paper
 *       needs keys that are no prefixes of each other.
 *   <li>The whole prefix is stored (the paper's pessimistic variant), and pointers are relative.
 * </ul>
 */
final class NodeFormat {
  static final int KIND_SHIFT = 5;

  /** Kinds below this are Node4, with one child more than the number of the kind. */
  static final int NODE16 = 4;

  static final int NODE48 = 5;
  static final int NODE256 = 6;

  /** A node without children: a key that has no room in its parent, or the only one. */
  static final int LEAF = 7;

  static final int NODE4_CHILDREN = 4;
  static final int NODE16_CHILDREN = 16;
  static final int NODE48_CHILDREN = 48;
  static final int NODE256_CHILDREN = 256;

  static final int KEY_ENDS = 0x10;
  static final int PREFIX_ESCAPE = 0xf;

  static final int BIT_SET_LENGTH = NODE256_CHILDREN / Byte.SIZE;
  static final int GROUP = 16;
  static final int GROUP_OFFSET_LENGTH = Short.BYTES;

  static final int SUFFIX_ESCAPE = 0xf;
  static final int VALUE_SHIFT = 4;
  static final int VALUE_ESCAPE = 7;
  static final int SHORTEST_VALUE = 3;

  /** Bits of the distance in the first byte of a pointer, by the bytes' order of length. */
  private static final int[] POINTER_BITS = {6, 5, 4, 4};

  /** Bytes that follow the first one of a pointer. */
  private static final int[] POINTER_BYTES = {0, 1, 2, 4};

  /** How many lengths of pointers there are. */
  static final int POINTER_LENGTHS = POINTER_BITS.length;

  private NodeFormat() {}

  /** Returns the kind of a node with a number of children. */
  static int kind(int children) {
    if (children == 0) {
      return LEAF;
    }
    if (children <= NODE4_CHILDREN) {
      return children - 1;
    }
    if (children <= NODE16_CHILDREN) {
      return NODE16;
    }
    return children <= NODE48_CHILDREN ? NODE48 : NODE256;
  }

  /** Returns how many offsets of groups stand before a number of slots. */
  static int groupOffsets(int slots) {
    return (slots - 1) / GROUP;
  }

  /** Returns how many bits of a distance the first byte of a pointer holds. */
  static int pointerBits(int length) {
    return POINTER_BITS[length];
  }

  /** Returns how many bytes of a distance follow the first byte of a pointer. */
  static int pointerBytes(int length) {
    return POINTER_BYTES[length];
  }
}
