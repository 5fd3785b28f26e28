package io.docteur.pack;

import java.io.IOException;

/**
 * Which objects a pack holds and where: objects are numbered from 0 in the order of their ids, and
 * that number is an object's <em>rank</em>. Thread-safe.
 */
public interface ObjectIndex {

  /** Returns the number of objects. */
  int count();

  /** Returns the rank of an object, or -1 when the pack does not hold it. */
  int rank(ObjectId id) throws IOException;

  /**
   * Returns the id of the object with a rank.
   *
   * @throws IndexOutOfBoundsException when the rank is not between 0 and {@link #count}
   */
  ObjectId id(int rank) throws IOException;

  /**
   * Returns where the entry of the object with a rank starts, counted from the pack's first byte.
   * It may be any number that the index holds: whoever reads there checks it.
   *
   * @throws IndexOutOfBoundsException when the rank is not between 0 and {@link #count}
   */
  long offset(int rank) throws IOException;
}
