package io.docteur.make.packing;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.RandomTree;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What tells of two contents whether they have much in common. */
class SketchTest {
  private final RandomTree texts = new RandomTree(new Random(12));

  private static Set<Integer> sketch(String content) {
    int[] sketch = Sketch.of(content.getBytes(StandardCharsets.US_ASCII));
    assertThat(sketch).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(Sketch.LENGTH);
    return Arrays.stream(sketch).boxed().collect(Collectors.toSet());
  }

  private static int inCommon(String one, String other) {
    Set<Integer> both = sketch(one);
    both.retainAll(sketch(other));
    return both.size();
  }

  @Test
  void whatIsMovedAndChangedInPlacesHasMostNumbersInCommon() {
    for (int i = 0; i < 50; i++) {
      String text = texts.text(1000);
      String moved = "a line more\n" + text.substring(4000) + "another" + text.substring(0, 3900);
      assertThat(inCommon(text, moved)).isGreaterThanOrEqualTo(Sketch.LENGTH / 2);
    }
  }

  @Test
  void whatHasNothingInCommonHasNoNumberInCommon() {
    for (int i = 0; i < 50; i++) {
      assertThat(inCommon(texts.text(1000), texts.text(1000).replace("line", "LINE"))).isZero();
    }
  }

  @Test
  void aPartIsToldByTheNumbersOfTheWholeThatItHas() {
    String text = texts.text(1000);
    assertThat(inCommon(text, text.substring(0, text.length() / 2))).isBetween(2, 14);
  }

  @Test
  void whatIsShorterThanARunHasNoNumbers() {
    assertThat(sketch("")).isEmpty();
    assertThat(sketch("x".repeat(31))).isEmpty();
    assertThat(sketch(texts.text(1000))).hasSize(Sketch.LENGTH);
  }
}
