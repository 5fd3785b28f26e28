package io.docteur.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
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
final class SegmentCacheTest {
  private static final int LONGEST = 20_000;
  private static final int KEYS = 200;

  private final ByteBoundedCache longer = new ByteBoundedCache(4 * LONGEST);

  /** What a value is said to be: whose it is, and which of the key's. */
  private record Tag(long key, int version) {}

  @Test
  void keepsWhatWasPublishedLastWithinTheBudget() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      long budget = random.nextInt(3 << 20);
      SegmentCache cache = new SegmentCache(budget, longer);
      longer.clear();
      Map<Long, Integer> versions = new HashMap<>();
      for (int i = 0; i < 3_000; i++) {
        long key = random.nextInt(KEYS);
        if (random.nextBoolean()) {
          versions.merge(key, 1, Integer::sum);
          publish(cache, new Tag(key, versions.get(key)), (int) (key * LONGEST / KEYS));
        }
        CachedBytes found = cache.get(key);
        if (found != null) {
          Tag tag = new Tag(key, versions.get(key));
          assertThat(found.tag()).as("seed %d", seed).isEqualTo(tag);
          assertThat(isSound(found, tag)).as("seed %d", seed).isTrue();
          found.release();
        }
        assertThat(cache.bytes()).as("seed %d", seed).isBetween(0L, budget);
      }
    }
  }

  @Test
  void aHeldValueStaysAsItIsWhateverComesAfterIt() {
    SegmentCache cache = new SegmentCache(1 << 20, longer);
    List<CachedBytes> held = new ArrayList<>();
    for (int key = 0; key < 1_000; key++) {
      publish(cache, new Tag(key, 0), 5_000);
      if (key % 10 == 0) {
        held.add(cache.get(key));
      }
    }
    for (int i = 0; i < held.size(); i++) {
      assertThat(isSound(held.get(i), new Tag(10L * i, 0))).isTrue();
      held.get(i).release();
    }
    assertThat(cache.bytes()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void tellsWhatItWouldKeep() {
    SegmentCache cache = new SegmentCache(1 << 20, longer);
    for (int length = 0; length <= 4 * LONGEST; length += 100) {
      publish(cache, new Tag(length, 0), length);
      CachedBytes found = cache.get(length);
      assertThat(cache.keeps(length)).as("%d bytes", length).isEqualTo(found != null);
      if (found != null) {
        found.release();
      }
    }
    assertThat(cache.keeps(Integer.MAX_VALUE)).isFalse();
  }

  @Test
  void whatIsAskedForAgainStays() {
    SegmentCache cache = new SegmentCache(1 << 20, longer);
    publish(cache, new Tag(-1, 0), 5_000);
    for (int key = 0; key < 1_000; key++) {
      publish(cache, new Tag(key, 0), 5_000);
      CachedBytes asked = cache.get(-1);
      assertThat(asked).as("after %d others", key).isNotNull();
      asked.release();
    }
    assertThat(cache.get(0)).isNull();
  }

  @Test
  void fillsTheSameArraysAgain() {
    SegmentCache cache = new SegmentCache(1 << 20, longer);
    List<byte[]> arrays = new ArrayList<>();
    for (int key = 0; key < 2_000; key++) {
      publish(cache, new Tag(key, 0), 5_000);
      CachedBytes found = cache.get(key);
      if (arrays.stream().noneMatch(array -> array == found.array())) {
        arrays.add(found.array());
      }
      found.release();
    }
    assertThat(arrays.stream().mapToLong(array -> array.length).sum()).isEqualTo(cache.bytes());
  }

  @Test
  void findsNothingThatWasNotPublished() {
    SegmentCache cache = new SegmentCache(1 << 20, longer);
    CachedBytes room = cache.reserve(1, 100);
    assertThat(cache.get(1)).isNull();
    room.release();
    for (int key = 2; key < 1_000; key++) {
      publish(cache, new Tag(key, 0), 5_000);
    }
    assertThat(cache.get(1)).isNull();
  }

  @Test
  void findsNothingThatWasPublishedTooLate() {
    SegmentCache cache = new SegmentCache(1 << 20, longer);
    CachedBytes swept = cache.reserve(-1, 100);
    for (int key = 0; key < 1_000; key++) {
      publish(cache, new Tag(key, 0), 5_000);
    }
    CachedBytes cleared = cache.reserve(-2, 100);
    cache.clear();
    for (CachedBytes late : List.of(swept, cleared)) {
      cache.publish(late, new Tag(0, 0));
      assertThat(cache.get(-1)).isNull();
      assertThat(cache.get(-2)).isNull();
      late.release();
    }
  }

  @Test
  void keepsLongValuesInTheOtherCacheAndNothingOfNoBudget() {
    SegmentCache cache = new SegmentCache(0, longer);
    publish(cache, new Tag(1, 0), LONGEST);
    CachedBytes found = cache.get(1);
    assertThat(isSound(found, new Tag(1, 0))).isTrue();
    found.release();
    assertThat(longer.get(1)).isSameAs(found);
    assertThat(cache.bytes()).isZero();
    SegmentCache nothing = new SegmentCache(0, new ByteBoundedCache(0));
    publish(nothing, new Tag(1, 0), 1);
    assertThat(nothing.get(1)).isNull();
  }

  @Test
  void aLongValueTakesThePlaceOfAShortOne() {
    SegmentCache cache = new SegmentCache(1 << 20, longer);
    publish(cache, new Tag(1, 0), 100);
    publish(cache, new Tag(1, 1), LONGEST);
    assertThat(cache.get(1).tag()).isEqualTo(new Tag(1, 1));
  }

  @Test
  void takesLittleForTheFirstValue() {
    SegmentCache cache = new SegmentCache(128 << 20, longer);
    publish(cache, new Tag(1, 0), 100);
    assertThat(cache.bytes()).isEqualTo(16 << 10);
    cache.clear();
    assertThat(cache.bytes()).isZero();
    assertThat(cache.get(1)).isNull();
  }

  @Test
  void threadsNeverSeeAValueThatIsNotWhatWasPublishedNorOneThatWasDropped() throws Exception {
    long seed = System.nanoTime();
    long budget = 400_000; // a hundredth of what is read
    SegmentCache cache = new SegmentCache(budget, longer);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      Random random = new Random(seed + thread);
      tasks.add(
          () -> {
            int found = 0;
            for (int i = 0; i < 100_000; i++) {
              Tag tag = new Tag((long) (Math.pow(random.nextDouble(), 3) * 3_000), 0);
              CachedBytes value = cache.get(tag.key);
              if (value == null) {
                publish(cache, tag, 1 + random.nextInt(2_500));
              } else {
                found++;
                assertThat(value.tag()).as("seed %d", seed).isEqualTo(tag);
                assertThat(isSound(value, tag)).as("seed %d", seed).isTrue();
                value.release();
              }
              if (random.nextInt(2_000) == 0) {
                cache.clear();
              }
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(budget);
            return found;
          });
    }
    ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<Integer> found : executor.invokeAll(tasks)) {
        assertThat(found.get()).as("seed %d", seed).isPositive();
      }
    } finally {
      executor.shutdownNow();
    }
    cache.clear();
    for (int key = 0; key < 3_000; key++) {
      assertThat(cache.get(key)).as("seed %d", seed).isNull();
    }
  }

  private static void publish(SegmentCache cache, Tag tag, int length) {
    CachedBytes room = cache.reserve(tag.key, length);
    Arrays.fill(room.array(), room.from(), room.from() + length, mark(tag));
    cache.publish(room, tag);
    room.release();
  }

  private static boolean isSound(CachedBytes value, Tag tag) {
    for (int i = 0; i < value.length(); i++) {
      if (value.array()[value.from() + i] != mark(tag)) {
        return false;
      }
    }
    return true;
  }

  private static byte mark(Tag tag) {
    return (byte) tag.hashCode();
  }
}
