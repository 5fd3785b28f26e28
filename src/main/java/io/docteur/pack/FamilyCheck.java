package io.docteur.pack;

import java.io.IOException;

/**
 * Finds out which entries of a pack are sound, a family at a time. What is not sound, or is large,
 * is left to {@link PackCheck#check}, which tells what is wrong. Not thread-safe.
 */
public final class FamilyCheck extends FamilyWalk {
  private final PackIndexWriter.Entries index;
  private final PackOrder order;
  private Result result;

  /** Is told of each entry of a family. */
  @FunctionalInterface
  public interface Result {
    /**
     * An entry was looked at.
     *
     * @param sound whether it ends where the next one starts, has its CRC-32 and holds the object
     *     of its id; false when that is not known
     */
    void looked(int number, boolean sound) throws IOException;
  }

  FamilyCheck(
      PackBytes bytes,
      PackIndexWriter.Entries index,
      PackOrder order,
      Families families,
      long maxHeap) {
    super(bytes, families, maxHeap);
    this.index = index;
    this.order = order;
  }

  /**
   * Looks at the family that an entry starts, and returns how many entries it has.
   *
   * @throws IOException when the storage cannot be read
   */
  public int check(int first, Result result) throws IOException {
    this.result = result;
    return walk(first);
  }

  @Override
  long offset(int number) {
    return order.offset(number);
  }

  @Override
  int crc32(int number) throws IOException {
    return index.crc32(order.rank(number));
  }

  @Override
  boolean accepts(int number) throws IOException {
    boolean twice = number > 0 && offset(number - 1) == offset(number);
    return !twice && id().equals(index.id(order.rank(number)));
  }

  @Override
  void looked(int number, boolean sound) throws IOException {
    result.looked(number, sound);
  }
}
