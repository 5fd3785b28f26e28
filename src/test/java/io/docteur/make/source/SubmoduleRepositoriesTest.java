package io.docteur.make.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where submodules are looked for. */
class SubmoduleRepositoriesTest {
  /** As git's own tests have it (t0060). */
  @ParameterizedTest
  @CsvSource({
    "https://host/a/b, ../c, https://host/a/c",
    "https://host/a/b/, ../c/, https://host/a/c",
    "https://host/a/b, ./c, https://host/a/b/c",
    "https://me:pw@host/a/b, ../../c, https://me:pw@host/c",
    "git@host:a/b, ../c, git@host:a/c",
    "git@host:b, ../c, git@host:c",
    "/a/b, ../c, /a/c",
    "https://host/a, https://other/b, https://other/b",
    "https://host/a, /c, /c"
  })
  void relativeUrlsAreResolvedAsGitDoes(String base, String url, String resolved) {
    assertThat(SubmoduleRepositories.resolve(base, url)).isEqualTo(resolved);
  }
}
