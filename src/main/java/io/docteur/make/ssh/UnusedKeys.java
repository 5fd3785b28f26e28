package io.docteur.make.ssh;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The user's keys that no server was shown, and why; for any thread. */
final class UnusedKeys {
  private final Map<String, String> reasons = new ConcurrentSkipListMap<>();

  void add(String file, String reason) {
    reasons.put(file, reason);
  }

  void remove(String file) {
    reasons.remove(file);
  }

  /** Returns a sentence on the first of them, or null when there is none. */
  String first() {
    return reasons.entrySet().stream()
        .map(e -> "the key " + e.getKey() + " could not be used: " + e.getValue())
        .findFirst()
        .orElse(null);
  }
}
