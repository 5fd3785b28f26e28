package io.docteur.art;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that are no tree give answers or a {@link MalformedArtException}, and soon. */
class HostileArtTest {
  /** Short, so that some leaves find no room in their parents. */
  private static final int PAGE_LENGTH = 1024;

  private static final int STEPS = 200;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void everyFlippedBitIsSurvived() throws IOException {
    TestPages nodes = new TestPages(PAGE_LENGTH);
    List<byte[]> keys = keysOfAllNodeKinds();
    long root = build(keys, nodes);
    byte[] bytes = nodes.bytes();
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      readEverything(damaged, root, keys);
    }
  }

  @Test
  void randomBytesAreSurvived() {
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(600)];
      random.nextBytes(bytes);
      readEverything(bytes, random.nextInt(bytes.length + 2) - 2L, List.of(new byte[] {1, 2}));
    }
  }

  @Test
  void everyTruncationIsSurvived() throws IOException {
    TestPages nodes = new TestPages(PAGE_LENGTH);
    List<byte[]> keys = keysOfAllNodeKinds();
    long root = build(keys, nodes);
    byte[] bytes = nodes.bytes();
    for (int length = 0; length < bytes.length; length++) {
      readEverything(Arrays.copyOf(bytes, length), root, keys);
    }
  }

  /** Few bytes, 4 to the power of 40 keys. */
  @Test
  void aNodeSharedByAllItsParentsCostsNothingUntilItsKeysAreRead() throws IOException {
    NodeBuffer nodes = new NodeBuffer();
    long root = build(List.of(new byte[] {'x'}), nodes);
    for (int i = 0; i < 40; i++) {
      byte distance = (byte) (nodes.position() - root);
      root =
          append(
              nodes,
              0x60,
              'a',
              'b',
              'c',
              'd',
              0x80 | distance,
              0x80 | distance,
              0x80 | distance,
              0x80 | distance);
    }
    Art art = new Art(nodes, root);
    assertThat(art.min()).isEqualTo(("a".repeat(40) + "x").getBytes(ISO_8859_1));
    assertThat(art.max()).isEqualTo(("d".repeat(40) + "x").getBytes(ISO_8859_1));
    assertThat(art.get(("cb".repeat(20) + "x").getBytes(ISO_8859_1))).isNotNull();
    assertThat(countAscending(art.cursor())).isEqualTo(STEPS);
  }

  @Test
  void aKeyBeyondTheLongestIsMalformed() throws IOException {
    NodeBuffer nodes = new NodeBuffer();
    long root = build(List.of(new byte[0]), nodes);
    for (int i = 0; i <= Art.MAX_KEY_LENGTH / 15; i++) {
      byte distance = (byte) (nodes.position() - root);
      root =
          append(
              nodes,
              0x1e,
              'p',
              'r',
              'e',
              'f',
              'i',
              'x',
              ' ',
              'o',
              'f',
              ' ',
              '1',
              '4',
              ' ',
              'b',
              'k',
              0x00,
              1,
              2,
              3,
              0x80 | distance);
    }
    Art art = new Art(nodes, root);
    assertThatThrownBy(art::max).isInstanceOf(MalformedArtException.class);
    assertThatThrownBy(
            () -> {
              ArtCursor cursor = art.cursor();
              while (cursor.next()) {
                assertThat(cursor.value().bytes()).isNotNull();
              }
            })
        .isInstanceOf(MalformedArtException.class);
  }

  @Test
  void aChildThatIsItsParentIsMalformed() throws IOException {
    NodeBuffer nodes = new NodeBuffer();
    long root = append(nodes, 0x20, 'a', 'b', 0x80, 0x80);
    assertThatThrownBy(() -> new Art(nodes, root).get(new byte[] {'a'}))
        .isInstanceOf(MalformedArtException.class)
        .hasMessage("a child does not lie before its parent (node at 0)");
  }

  /** Else a look-up could find what no list shows. */
  @Test
  void aWideNodeOfWhichListsAndLookUpsReadDifferentBytesIsMalformed() throws IOException {
    List<byte[]> keys = new ArrayList<>();
    for (char c = 'a'; c <= 't'; c++) {
      keys.add(new byte[] {(byte) c});
    }
    TestPages nodes = new TestPages(PAGE_LENGTH);
    long root = build(keys, nodes);
    byte[] bytes = nodes.bytes();
    int groupOffset = (int) root + 2 + keys.size();
    assertThat(bytes[groupOffset + 1]).isPositive();
    bytes[groupOffset + 1] = 0; // the slot of 'q' is that of 'a'
    Art art = new Art(position -> new Page(0, bytes), root);
    assertThatThrownBy(() -> count(art.cursor()))
        .isInstanceOf(MalformedArtException.class)
        .hasMessageContaining("elsewhere");
  }

  @Test
  void aTreeOfMoreLevelsThanAnyLayoutHasIsMalformed() throws IOException {
    List<byte[]> keys = new ArrayList<>();
    for (int length = 1; length <= 8193; length++) {
      keys.add("a".repeat(length).getBytes(ISO_8859_1));
    }
    NodeBuffer nodes = new NodeBuffer();
    Art deepest = new Art(nodes, build(keys, nodes));
    assertThat(count(deepest.cursor())).isEqualTo(keys.size());
    keys.add("a".repeat(8194).getBytes(ISO_8859_1));
    NodeBuffer more = new NodeBuffer();
    Art tooDeep = new Art(more, build(keys, more));
    assertThatThrownBy(() -> count(tooDeep.cursor()))
        .isInstanceOf(MalformedArtException.class)
        .hasMessageContaining("too deep");
  }

  private static int count(ArtCursor cursor) throws IOException {
    int count = 0;
    while (cursor.next()) {
      count++;
    }
    return count;
  }

  private void readEverything(byte[] bytes, long root, List<byte[]> keys) {
    Page whole = new Page(0, bytes);
    Art art =
        new Art(
            position -> {
              if (!whole.contains(position)) {
                throw new MalformedArtException(position, "outside");
              }
              return whole;
            },
            root);
    orMalformed(art::min);
    orMalformed(art::max);
    orMalformed(() -> countAscending(art.cursor()));
    byte[] some = keys.get(random.nextInt(keys.size()));
    orMalformed(() -> countAscending(art.cursorFrom(some)));
    orMalformed(() -> countAscending(art.prefix(Arrays.copyOf(some, some.length / 2))));
    for (byte[] key : keys) {
      orMalformed(() -> art.get(key));
    }
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private void orMalformed(Reading reading) {
    try {
      reading.read();
    } catch (MalformedArtException e) {
      // what it is for
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static int countAscending(ArtCursor cursor) throws IOException {
    byte[] before = null;
    int count = 0;
    while (count < STEPS && cursor.next()) {
      byte[] key = cursor.key();
      Art.Value value = cursor.value();
      if (value.offset() > value.bytes().length) {
        throw new AssertionError("a value outside its page");
      }
      if (before != null && Arrays.compareUnsigned(before, key) >= 0) {
        throw new AssertionError("keys do not ascend");
      }
      before = key;
      count++;
    }
    return count;
  }

  /** Returns keys that need each kind of node, long prefixes, suffixes and nested keys. */
  private static List<byte[]> keysOfAllNodeKinds() {
    List<byte[]> keys = new ArrayList<>();
    for (int children : new int[] {2, 6, 18, 50}) {
      for (int i = 0; i < children; i++) {
        keys.add(new byte[] {(byte) children, 'p', (byte) (4 * i)});
      }
    }
    String longName = "a name of more than fifteen bytes ";
    keys.add(longName.getBytes(ISO_8859_1));
    keys.add((longName + longName).getBytes(ISO_8859_1));
    keys.add((longName + "too").getBytes(ISO_8859_1));
    keys.add("x".repeat(300).getBytes(ISO_8859_1));
    keys.sort(Arrays::compareUnsigned);
    return keys;
  }

  private static long build(List<byte[]> keys, NodeSink sink) throws IOException {
    ArtBuilder builder = new ArtBuilder(sink);
    for (byte[] key : keys) {
      builder.add(key, new byte[6], 1 + key.length % 6);
    }
    return builder.finish();
  }

  private static long append(NodeBuffer nodes, int... bytes) {
    long position = nodes.position();
    for (int b : bytes) {
      nodes.append(new byte[] {(byte) b}, 0, 1);
    }
    return position;
  }
}
