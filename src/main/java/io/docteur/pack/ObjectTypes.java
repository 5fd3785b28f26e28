package io.docteur.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The types of a pack's objects. However many deltas lie between an object and what is stored
 * whole, each entry's header is read once for all that are asked for, in 4 bytes an object on the
 * heap. Not thread-safe.
 */
public final class ObjectTypes {
  private final PackBytes bytes;
  private final PackOrder order;
  private final Pack pack;

  /** By entry; null where it is not known yet, or cannot be. */
  private final ObjectType[] types;

  private final BitSet seen = new BitSet();

  ObjectTypes(PackBytes bytes, PackOrder order, Pack pack) {
    this.bytes = bytes;
    this.order = order;
    this.pack = pack;
    this.types = new ObjectType[order.count()];
  }

  /**
   * Returns the type of an object.
   *
   * @param offset where its entry starts, as the index lists it
   * @throws io.docteur.DamagedImageException when it is a delta that leads to no object
   * @throws IOException when the storage cannot be read
   */
  public ObjectType at(long offset) throws IOException {
    List<Integer> chain = new ArrayList<>();
    int number = order.numberAt(offset);
    ObjectType type = types[number];
    while (type == null) {
      if (seen.get(number)) {
        throw bytes.damaged(offset, "a chain of deltas that leads to no object");
      }
      seen.set(number);
      chain.add(number);
      PackEntry entry = DeltaChain.resolved(bytes, pack.index(), order.offset(number));
      if (!entry.isDelta()) {
        type = entry.type();
        break;
      }
      number = order.numberAt(entry.base());
      type = number < 0 ? pack.type(entry.base()) : types[number];
    }
    for (int each : chain) {
      types[each] = type;
    }
    return type;
  }
}
