package io.docteur.verify;

import io.docteur.DamagedImageException;
import java.util.Optional;
import java.util.function.Consumer;

/** Hands problems on, one at a time, and counts them. Thread-safe. */
final class Findings {
  private final Consumer<Problem> problems;
  private long count;

  Findings(Consumer<Problem> problems) {
    this.problems = problems;
  }

  void add(DamagedImageException damage) {
    add(new Problem(damage.position(), damage.objectId(), damage.reason()));
  }

  void add(long position, Object objectId, String message) {
    add(new Problem(position, Optional.ofNullable(objectId).map(Object::toString), message));
  }

  private synchronized void add(Problem problem) {
    count++;
    problems.accept(problem);
  }

  synchronized long count() {
    return count;
  }
}
