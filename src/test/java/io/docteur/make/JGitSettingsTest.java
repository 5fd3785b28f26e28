package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JGitSettingsTest {
  @TempDir private Path directory;

  @Test
  void nobodyMeasuresHowPreciseTheTimesOfFilesAre() throws Exception {
    JGitSettings.apply();
    FS.FileStoreAttributes known = FS.getFileStoreAttributes(directory);
    assertThat(known.getFsTimestampResolution()).isEqualTo(Duration.ofMillis(10));
    assertThat(known.getMinimalRacyInterval()).isEqualTo(Duration.ofMillis(10));
    long precision =
        SystemReader.getInstance()
            .getUserConfig()
            .getTimeUnit("filesystem", "any", "timestampResolution", -1, TimeUnit.MILLISECONDS);
    assertThat(precision).isEqualTo(10);
    assertThat(directory).isEmptyDirectory();
  }
}
