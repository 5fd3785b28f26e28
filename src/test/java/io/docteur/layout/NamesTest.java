package io.docteur.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.InvalidPathException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @Test
  void anyBytesComeBackFromTheirString() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] lead = {'a', (byte) 0xc3, (byte) 0xe2, (byte) 0xed, (byte) 0xf0, (byte) 0xf4};
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] =
            random.nextBoolean()
                ? (byte) (0x80 | random.nextInt(0x40))
                : random.nextBoolean()
                    ? lead[random.nextInt(lead.length)]
                    : (byte) (1 + random.nextInt(255));
      }
      assertThat(Names.encode(Names.decode(bytes)))
          .as("seed %d, round %d", seed, i)
          .isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "é", "日本", "😀", "a\uFFFDb", "\u0001"})
  void validStringsAreTheirUtf8(String text) {
    assertThat(Names.encode(text)).isEqualTo(text.getBytes(UTF_8));
    assertThat(Names.decode(text.getBytes(UTF_8))).isEqualTo(text);
  }

  @Test
  void aByteThatIsNotUtf8StandsAsALowSurrogate() {
    assertThat(Names.decode(new byte[] {'a', (byte) 0xff, (byte) 0x80, 'b'}))
        .isEqualTo("a\uDCFF\uDC80b");
    // What would be a surrogate in UTF-8 is three bytes that are not.
    assertThat(Names.decode(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
        .isEqualTo("\uDCED\uDCA0\uDC80");
    assertThat(Names.decode(new byte[] {(byte) 0xf0, (byte) 0x9f})).isEqualTo("\uDCF0\uDC9F");
  }

  @Test
  void aSurrogateThatIsNoEscapedByteIsRefused() {
    for (String text : new String[] {"a\uD800b", "\uDC7F", "\uDD00", "\uDBFF", "\uDC80\uD83D"}) {
      assertThatThrownBy(() -> Names.encode(text)).isInstanceOf(InvalidPathException.class);
    }
  }

  @Test
  void nulIsRefusedWithItsIndex() {
    assertThatThrownBy(() -> Names.encode("ab\0c"))
        .isInstanceOfSatisfying(
            InvalidPathException.class, e -> assertThat(e.getIndex()).isEqualTo(2));
  }
}
