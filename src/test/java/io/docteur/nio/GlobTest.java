package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Random;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class GlobTest {
  private static final FileSystem ORACLE = FileSystems.getDefault();
  private static final String PATTERN = "aab-z*?[]{},!^.\\/&$+|(-c";
  private static final String NAME = "aabbcz-*?[]{},!^.&$+|(/";

  @Test
  void matchesAsTheDefaultProviderDoes() {
    Assumptions.assumeTrue(ORACLE.getSeparator().equals("/"), "the default provider is not Unix's");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      String glob = random(random, PATTERN, 8);
      if (isDifference(glob)) {
        continue;
      }
      PathMatcher expected = matcher(() -> ORACLE.getPathMatcher("glob:" + glob));
      PathMatcher actual = matcher(() -> Glob.matcher("glob:" + glob));
      String message = "glob '" + glob + "', seed " + seed + ", round " + i;
      assertThat(actual == null).as(message).isEqualTo(expected == null);
      for (int k = 0; expected != null && k < 5; k++) {
        Path path = Path.of(random(random, NAME, 6));
        assertThat(actual.matches(path))
            .as("%s, path '%s'", message, path)
            .isEqualTo(expected.matches(path));
      }
    }
  }

  /**
   * Where the default provider does not keep to the contract: at the end of a range it takes a sign
   * for what it means in a regular expression, and no range may start at a leading caret.
   */
  private static boolean isDifference(String glob) {
    return glob.matches("(?s).*(-[\\\\\\[&^]|\\[\\^-).*");
  }

  private static String random(Random random, String alphabet, int most) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private interface Compiler {
    PathMatcher compile();
  }

  private static PathMatcher matcher(Compiler compiler) {
    try {
      return compiler.compile();
    } catch (PatternSyntaxException e) {
      return null;
    }
  }

  @Test
  void aBackslashInAClassIsItself() {
    assertThat(Glob.matcher("glob:[A-\\]").matches(Path.of("Z"))).isTrue();
    assertThat(Glob.matcher("glob:[\\]").matches(Path.of("\\"))).isTrue();
  }

  @Test
  void twoStarsMatchLineEnds() {
    assertThat(Glob.matcher("glob:**").matches(Path.of("a/b\nc"))).isTrue();
  }

  @Test
  void theSyntaxIsGlobOrRegexInAnyCase() {
    assertThat(Glob.matcher("GLOB:*.{java,class}").matches(Path.of("A.java"))).isTrue();
    assertThat(Glob.matcher("Regex:.*[.]java").matches(Path.of("a/A.java"))).isTrue();
    assertThatThrownBy(() -> Glob.matcher("grep:x"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> Glob.matcher("*.java")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Glob.matcher(":x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Glob.matcher("regex:(")).isInstanceOf(PatternSyntaxException.class);
  }
}
