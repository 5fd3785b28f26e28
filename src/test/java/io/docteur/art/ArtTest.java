package io.docteur.art;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares trees with {@link TreeMap}. */
class ArtTest {
  private static final int[] SIZES = {
    0, 1, 2, 3, 4, 5, 15, 16, 17, 47, 48, 49, 255, 256, 257, 3000
  };

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  /** Where a tree is built and read. */
  private interface Place<S extends NodeSink & Pages> {
    S open();
  }

  @ParameterizedTest
  @EnumSource
  void answersAsATreeMapOnTheHeap(Keys keys) throws IOException {
    for (int size : SIZES) {
      check(keys.generate(random, size), NodeBuffer::new);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersAsATreeMapInPages(Keys keys) throws IOException {
    for (int size : SIZES) {
      check(keys.generate(random, size), () -> new TestPages(4096));
      check(keys.generate(random, size), () -> new TestPages(16384));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SKEWED", "LONG_COMMON_PREFIX", "NESTED"})
  void answersAsATreeMapInTinyPages(Keys keys) throws IOException {
    for (int size : SIZES) {
      check(keys.generate(random, size), () -> new TestPages(512));
    }
  }

  @ParameterizedTest
  @CsvSource({"RANDOM, 200000", "DENSE, 1000000"})
  void answersAsATreeMapWithUpToAMillionKeys(Keys keys, int size) throws IOException {
    NavigableMap<byte[], byte[]> map = withValues(keys.generate(random, size));
    NodeBuffer nodes = new NodeBuffer();
    Art art = new Art(nodes, build(map, nodes));
    checkIteration(map, art);
    for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
      checkSame(bytes(art.get(entry.getKey()), entry.getValue()), entry.getValue());
    }
  }

  private <S extends NodeSink & Pages> void check(List<byte[]> keys, Place<S> place)
      throws IOException {
    NavigableMap<byte[], byte[]> map = withValues(keys);
    S sink = place.open();
    byte[] before = new byte[random.nextInt(3000)];
    sink.append(before, 0, before.length);
    build(withValues(Keys.RANDOM.generate(random, 30)), sink);
    long root = build(map, sink);
    build(withValues(Keys.RANDOM.generate(random, 30)), sink);
    Art art = new Art(sink, root);
    checkIteration(map, art);
    for (byte[] probe : probes(map)) {
      checkGet(map, art, probe);
      checkCursors(map, art, probe);
    }
  }

  private NavigableMap<byte[], byte[]> withValues(List<byte[]> keys) {
    NavigableMap<byte[], byte[]> map = new TreeMap<>(Arrays::compareUnsigned);
    for (byte[] key : keys) {
      int length = random.nextInt(50) == 0 ? random.nextInt(256) : 1 + random.nextInt(10);
      byte[] value = new byte[length];
      random.nextBytes(value);
      map.put(key, value);
    }
    return map;
  }

  private static long build(Map<byte[], byte[]> map, NodeSink sink) throws IOException {
    ArtBuilder builder = new ArtBuilder(sink);
    for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
      builder.add(entry.getKey(), entry.getValue(), entry.getValue().length);
    }
    return builder.finish();
  }

  private void checkIteration(NavigableMap<byte[], byte[]> map, Art art) throws IOException {
    checkCursor(map, art.cursor(), Integer.MAX_VALUE);
    checkSame(art.min(), map.isEmpty() ? null : map.firstKey());
    checkSame(art.max(), map.isEmpty() ? null : map.lastKey());
  }

  private void checkGet(NavigableMap<byte[], byte[]> map, Art art, byte[] key) throws IOException {
    byte[] expected = map.get(key);
    Art.Value value = art.get(key);
    checkSame(value == null ? null : bytes(value, expected), expected);
  }

  private void checkCursors(NavigableMap<byte[], byte[]> map, Art art, byte[] probe)
      throws IOException {
    checkCursor(map.tailMap(probe, true), art.cursorFrom(probe), 5);
    byte[] after = successor(probe);
    checkCursor(
        after == null ? map.tailMap(probe, true) : map.subMap(probe, true, after, false),
        art.prefix(probe),
        50);
  }

  private void checkCursor(Map<byte[], byte[]> expected, ArtCursor cursor, int limit)
      throws IOException {
    int left = limit;
    for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
      if (left-- == 0) {
        return;
      }
      checkSame(cursor.next() ? cursor.key() : null, entry.getKey());
      checkSame(bytes(cursor.value(), entry.getValue()), entry.getValue());
    }
    assertThat(cursor.next()).as("a key too many, seed %d", seed).isFalse();
    assertThat(cursor.next()).as("a key after the end, seed %d", seed).isFalse();
  }

  private void checkSame(byte[] actual, byte[] expected) {
    if (!Arrays.equals(actual, expected)) {
      assertThat(actual).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static byte[] bytes(Art.Value value, byte[] expected) {
    int length = expected == null ? 0 : expected.length;
    return Arrays.copyOfRange(value.bytes(), value.offset(), value.offset() + length);
  }

  /** Returns the smallest byte string above all that start with a prefix, or null. */
  private static byte[] successor(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != -1) {
        byte[] next = Arrays.copyOf(prefix, i + 1);
        next[i]++;
        return next;
      }
    }
    return null;
  }

  /** Keys that are there, and their neighbours. */
  private List<byte[]> probes(NavigableMap<byte[], byte[]> map) {
    List<byte[]> probes = new ArrayList<>(List.of(new byte[0], new byte[] {-1}, new byte[300]));
    int step = 1 + map.size() / 300;
    int i = random.nextInt(step);
    for (byte[] key : map.keySet()) {
      if (i++ % step != 0) {
        continue;
      }
      probes.add(key);
      probes.add(Arrays.copyOf(key, key.length + 1));
      probes.add(Arrays.copyOf(key, random.nextInt(key.length + 1)));
      if (key.length > 0) {
        byte[] changed = key.clone();
        changed[random.nextInt(key.length)] += (byte) (random.nextBoolean() ? 1 : -1);
        probes.add(changed);
      }
    }
    return probes;
  }

  @ParameterizedTest
  @CsvSource({"2,1", "3,2", "4,3", "5,4", "16,4", "17,5", "48,5", "49,6", "255,6", "256,6", "1,7"})
  void aNodeIsOfTheSmallestKindThatHoldsItsChildren(int children, int kind) throws IOException {
    NavigableMap<byte[], byte[]> map = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < children; i++) {
      map.put(new byte[] {'x', (byte) i}, new byte[3]);
    }
    NodeBuffer nodes = new NodeBuffer();
    Node node = new Node(nodes);
    long root = build(map, nodes);
    node.moveTo(root);
    assertThat(node.kind()).isEqualTo(kind);
    checkIteration(map, new Art(nodes, root));
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 16384, 1 << 20})
  void aChainOfNestedKeysNeedsNoStack(int pageLength) throws IOException {
    NavigableMap<byte[], byte[]> map = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 5000; i++) {
      map.put(new byte[i], new byte[] {(byte) i});
    }
    TestPages nodes = new TestPages(pageLength);
    Art art = new Art(nodes, build(map, nodes));
    checkIteration(map, art);
    checkGet(map, art, new byte[4999]);
    checkGet(map, art, new byte[5000]);
  }

  @Test
  void aLookUpOfAnythingInAnEmptyTreeFindsNothing() throws IOException {
    Art art = new Art(new NodeBuffer(), Art.EMPTY);
    assertThat(art.get(new byte[0])).isNull();
    assertThat(art.min()).isNull();
    assertThat(art.max()).isNull();
    assertThat(art.prefix(new byte[0]).next()).isFalse();
  }
}
