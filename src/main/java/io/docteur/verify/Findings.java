package io.docteur.verify;

import io.docteur.DamagedImageException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Hands problems on, one at a time, and counts them. Thread-safe. */
final class Findings {
  private final Consumer<Problem> problems;
  private final Set<Long> damaged = new HashSet<>();
  private long count;

  Findings(Consumer<Problem> problems) {
    this.problems = problems;
  }

  void add(DamagedImageException damage) {
    add(new Problem(damage.position(), damage.objectId(), damage.reason()));
  }

  /** Adds damage that may have been met, and told, on another way to the same object. */
  synchronized void addOnce(DamagedImageException damage) {
    if (!damaged.contains(damage.position())) {
      add(damage);
    }
  }

  void add(long position, Object objectId, String message) {
    add(new Problem(position, Optional.ofNullable(objectId).map(Object::toString), message));
  }

  private synchronized void add(Problem problem) {
    count++;
    damaged.add(problem.position());
    problems.accept(problem);
  }

  synchronized long count() {
    return count;
  }
}
