package io.docteur.art;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtBuilderTest {
  private static final byte[] VALUE = {1, 2, 3};

  @Test
  void theEncodingIsTheDocumentedOne() throws IOException {
    NodeBuffer nodes = new NodeBuffer();
    ArtBuilder builder = new ArtBuilder(nodes);
    builder.add(utf8("foo"), VALUE, 3);
    builder.add(utf8("foo.c"), VALUE, 3);
    builder.add(utf8("foo.h"), VALUE, 2);
    builder.add(utf8("g"), VALUE, 3);
    assertThat(builder.finish()).isEqualTo(20);
    assertThat(HexFormat.ofDelimiter(" ").formatHex(nodes.page(0).bytes()))
        .isEqualTo(
            // Node4, two children, no prefix: c, h; leaves with values of 3 and, escaped, 2 bytes
            "20 63 68 00 01 02 03 70 02 01 02 "
                // Node4, a key ends, one child, prefix "oo": '.'; the value; 11 bytes back
                + "12 6f 6f 2e 00 01 02 03 8b "
                // Node4, two children, no prefix: f, g; 9 bytes back; a leaf
                + "20 66 67 89 00 01 02 03");
  }

  @ParameterizedTest
  @CsvSource({"b, a", "a, a", "ab, a", "é, z"})
  void aKeyThatIsNotGreaterThanTheOneBeforeIsRefused(String first, String second)
      throws IOException {
    ArtBuilder builder = new ArtBuilder(new NodeBuffer());
    builder.add(utf8(first), VALUE, 3);
    assertThatThrownBy(() -> builder.add(utf8(second), VALUE, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysAndValuesBeyondTheLongestAreRefused() {
    ArtBuilder builder = new ArtBuilder(new NodeBuffer());
    assertThatThrownBy(() -> builder.add(new byte[Art.MAX_KEY_LENGTH + 1], VALUE, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.add(utf8("a"), new byte[256], 256))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLongestKeyAndValueAreTaken() throws IOException {
    NodeBuffer nodes = new NodeBuffer();
    ArtBuilder builder = new ArtBuilder(nodes);
    byte[] key = new byte[Art.MAX_KEY_LENGTH];
    builder.add(key, new byte[Art.MAX_VALUE_LENGTH], Art.MAX_VALUE_LENGTH);
    Art art = new Art(nodes, builder.finish());
    assertThat(art.get(key)).isNotNull();
    assertThat(art.max()).isEqualTo(key);
  }

  @Test
  void aNodeLongerThanAPageIsRefused() throws IOException {
    ArtBuilder builder = new ArtBuilder(new TestPages(512));
    builder.add(new byte[600], VALUE, 3);
    assertThatThrownBy(builder::finish)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("page");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
