package io.docteur.make.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How files are named as sources. */
class LocalPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a b/c",
        "file:///a b/c",
        "file:///a%20b/c",
        "file:/a%20b/c",
        "file://localhost/a%20b/c",
        "FILE:///a%20b/c"
      })
  void aPathHasManyForms(String source) {
    assertThat(RemoteUrl.isRemote(source)).isFalse();
    assertThat(LocalPath.of(source)).isEqualTo(Path.of("/a b/c"));
  }

  @Test
  void theUriOfAFileNamesIt() {
    File file = new File("/a b/c");
    assertThat(LocalPath.of(file.toURI().toString())).isEqualTo(file.toPath());
  }
}
