package io.docteur.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TreeRulesTest {
  @Test
  void aSlashOrAZeroAnywhereMakesNoName() {
    for (int length = 1; length < 40; length++) {
      byte[] name = new byte[length];
      for (int at = 0; at < length; at++) {
        for (int b = Byte.MIN_VALUE; b <= Byte.MAX_VALUE; b++) {
          Arrays.fill(name, (byte) 'a');
          name[at] = (byte) b;
          boolean dots = length == 1 && b == '.';
          assertThat(TreeRules.isName(name)).isEqualTo(b != '/' && b != 0 && !dots);
        }
      }
    }
  }
}
