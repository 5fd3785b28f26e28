package io.docteur.pack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trees, entry by entry. */
class TreeTest {
  private static final String ID = "abcdefghijklmnopqrst";

  private static List<String> entries(String content) throws MalformedObjectException {
    Tree tree = new Tree(content.getBytes(ISO_8859_1));
    List<String> entries = new ArrayList<>();
    while (tree.next()) {
      entries.add(
          Integer.toOctalString(tree.mode())
              + " "
              + new String(tree.name(), ISO_8859_1)
              + " "
              + new String(tree.id().toBytes(), ISO_8859_1));
    }
    assertThat(tree.next()).isFalse();
    return entries;
  }

  @Test
  void entriesComeAsTheyAreStoredAndNamesAreNotJudged() throws MalformedObjectException {
    assertThat(entries("")).isEmpty();
    assertThat(
            entries(
                "100644 b c\0"
                    + ID
                    + "40000 a\0"
                    + ID
                    + "040000 ..\0"
                    + ID
                    + "1 \0"
                    + ID
                    + "100755 \u00ff/\0"
                    + ID))
        .containsExactly(
            "100644 b c " + ID,
            "40000 a " + ID,
            "40000 .. " + ID,
            "1  " + ID,
            "100755 \u00ff/ " + ID);
  }

  @Test
  void whatIsNoEntryIsMalformed() {
    for (String content :
        List.of(
            "1",
            "100644",
            "100644 ",
            "100644 name",
            "100644 name\0" + ID.substring(1),
            " name\0" + ID,
            "100648 name\0" + ID,
            "-100644 name\0" + ID,
            "10064400000000000 name\0" + ID,
            "100644 a\0" + ID + "x")) {
      assertThatThrownBy(() -> entries(content))
          .as(content)
          .isInstanceOf(MalformedObjectException.class)
          .hasMessageStartingWith("badTree");
    }
  }

  @Test
  void noTreeIsReadPastItsEnd() throws MalformedObjectException {
    byte[] sound = ("100644 name\0" + ID).getBytes(ISO_8859_1);
    for (int length = 1; length < sound.length; length++) {
      Tree tree = new Tree(Arrays.copyOf(sound, length));
      assertThatThrownBy(tree::next).isInstanceOf(MalformedObjectException.class);
    }
  }
}
