package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ByteBoundedCacheTest {
  private static final int ENTRY = ByteBoundedCache.ENTRY_BYTES;

  /** A value that tells whose it is and what it was said to take. */
  private record Value(long key, long bytes) {}

  @Test
  void keepsWhatWasOfferedLastWithinTheBudget() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      long budget = random.nextInt(200 * ENTRY);
      ByteBoundedCache cache = new ByteBoundedCache(budget);
      Map<Long, Value> offered = new HashMap<>();
      for (int i = 0; i < 2_000; i++) {
        long key = random.nextInt(100) - 50L;
        if (random.nextBoolean()) {
          Value value = new Value(key, random.nextInt(10 * ENTRY));
          cache.put(key, value, value.bytes);
          offered.put(key, value);
        }
        Object found = cache.get(key);
        assertThat(found == null || found == offered.get(key)).as("seed %d", seed).isTrue();
        assertThat(cache.bytes()).as("seed %d", seed).isBetween(0L, budget);
      }
      assertThat(cache.bytes()).as("seed %d", seed).isEqualTo(held(cache, -50, 50));
    }
  }

  @Test
  void holdsLessOnceItHasGivenAPartAway() {
    ByteBoundedCache cache = new ByteBoundedCache(100 * ENTRY);
    for (int key = 0; key < 50; key++) {
      cache.put(key, key, ENTRY);
    }
    assertThat(cache.cede(4)).isEqualTo(75 * ENTRY);
    assertThat(cache.bytes()).isBetween(20L * ENTRY, 25L * ENTRY);
    cache.put(50, 50, ENTRY);
    assertThat(cache.bytes()).isBetween(20L * ENTRY, 25L * ENTRY);
    assertThat(cache.get(50)).isEqualTo(50);
  }

  @Test
  void holdsItsBudgetWhileThreadsOfferTheSameKeys() throws Exception {
    long budget = 100 * 2 * ENTRY;
    ByteBoundedCache cache = new ByteBoundedCache(budget);
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      Random random = new Random(thread);
      tasks.add(
          () -> {
            for (int i = 0; i < 100_000; i++) {
              long key = random.nextInt(300);
              Value found = (Value) cache.get(key);
              if (found == null || random.nextInt(10) == 0) {
                Value value = new Value(key, random.nextInt(2 * ENTRY));
                cache.put(key, value, value.bytes);
              } else {
                assertThat(found.key).isEqualTo(key);
              }
              assertThat(cache.bytes()).isLessThanOrEqualTo(budget);
            }
            return null;
          });
    }
    ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<Void> result : executor.invokeAll(tasks)) {
        result.get();
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(cache.bytes()).isEqualTo(held(cache, 0, 300)).isGreaterThan(budget / 2);
  }

  @Test
  void keepsThroughAScanWhatIsAskedForNowAndThen() {
    ByteBoundedCache cache = new ByteBoundedCache(1_000 * (ENTRY + 100));
    for (long key = 0; key < 500; key++) {
      cache.put(key, new Value(key, 100), 100);
    }
    for (long key = 1_000; key < 100_000; key++) {
      assertThat(cache.get(key % 500)).as("hot key %d", key % 500).isNotNull();
      cache.put(key, new Value(key, 100), 100);
    }
  }

  @Test
  void forgetsHotValuesThatNobodyAsksForAnyMore() {
    ByteBoundedCache cache = new ByteBoundedCache(100 * ENTRY);
    for (long key = 0; key < 100_000; key++) {
      cache.put(key, new Value(key, 0), 0);
      assertThat(cache.get(key)).isNotNull();
    }
    assertThat(held(cache, 0, 99_000)).isZero();
  }

  @Test
  void countsAReplacedValueOnce() {
    ByteBoundedCache cache = new ByteBoundedCache(10_000);
    cache.put(1, new Value(1, 1_000), 1_000);
    cache.put(1, new Value(1, 10), 10);
    assertThat(cache.bytes()).isEqualTo(10 + ENTRY);
    assertThat(cache.get(1)).isEqualTo(new Value(1, 10));
  }

  @Test
  void tellsAPositionFromItsComplement() {
    ByteBoundedCache cache = new ByteBoundedCache(10_000);
    cache.put(12, "there", 10);
    cache.put(~12L, "computed", 10);
    assertThat(cache.get(12)).isEqualTo("there");
    assertThat(cache.get(~12L)).isEqualTo("computed");
  }

  @Test
  void keepsNoValueOfMoreThanHalfTheBudget() {
    ByteBoundedCache cache = new ByteBoundedCache(2_000);
    cache.put(1, "most", 1_000 - ENTRY);
    assertThat(cache.get(1)).isEqualTo("most");
    cache.put(1, "too much", 1_001 - ENTRY);
    cache.put(2, "far too much", Long.MAX_VALUE);
    assertThat(cache.get(1)).isNull();
    assertThat(cache.get(2)).isNull();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void keepsNothingWithoutABudget() {
    ByteBoundedCache cache = new ByteBoundedCache(0);
    cache.put(1, "nothing", 0);
    assertThat(cache.get(1)).isNull();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void isEmptyAndUsableAfterClear() {
    ByteBoundedCache cache = new ByteBoundedCache(3 * ENTRY);
    for (int round = 0; round < 3; round++) {
      for (long key = 0; key < 10; key++) {
        cache.put(key, "value", 0);
      }
      cache.clear();
      assertThat(cache.bytes()).isZero();
      assertThat(held(cache, 0, 10)).isZero();
    }
  }

  @Test
  void refusesNegativeNumbers() {
    assertThatThrownBy(() -> new ByteBoundedCache(-1)).isInstanceOf(IllegalArgumentException.class);
    ByteBoundedCache cache = new ByteBoundedCache(10_000);
    assertThatThrownBy(() -> cache.put(1, "value", -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Returns what the values that are found for a range of keys take together. */
  private static long held(ByteBoundedCache cache, long from, long to) {
    long sum = 0;
    for (long key = from; key < to; key++) {
      Object value = cache.get(key);
      if (value != null) {
        sum += ENTRY + (value instanceof Value v ? v.bytes : 0);
      }
    }
    return sum;
  }
}
