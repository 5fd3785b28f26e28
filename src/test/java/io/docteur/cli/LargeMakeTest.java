package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large directories on a heap of 512 MiB: minutes of work, so only with -Ddocteur.large=true. */
class LargeMakeTest {
  private static final int FILES = 100_000;
  private static final int FILES_IN_A_DIRECTORY = 1000;
  private static final long LARGE_BYTES = 5L << 30;

  @TempDir Path directory;

  @BeforeEach
  void assumeAskedFor() {
    Assumptions.assumeTrue(
        Boolean.getBoolean("docteur.large"), "only with -Ddocteur.large=true: takes minutes");
  }

  @Test
  void aFileOf5GiBAndAHundredThousandFilesAreMadeAndVerified() throws Exception {
    Path source = Files.createDirectory(directory.resolve("source"));
    try (RandomAccessFile large = new RandomAccessFile(source.resolve("large").toFile(), "rw")) {
      large.setLength(LARGE_BYTES - 1);
      large.seek(LARGE_BYTES - 1);
      large.write('x');
    }
    for (int i = 0; i < FILES; i++) {
      Path parent = source.resolve("d" + i / FILES_IN_A_DIRECTORY);
      if (i % FILES_IN_A_DIRECTORY == 0) {
        Files.createDirectory(parent);
      }
      Files.writeString(parent.resolve("f" + i), "file " + i);
    }
    Path image = directory.resolve("large.img");
    assertThat(docteur("make", source, image).err()).contains(FILES + 1 + " files of 536");
    assertThat(docteur("verify", image).out()).startsWith("commit\t: ");
  }

  private static ChildJvm.Ended docteur(Object... arguments) throws Exception {
    ChildJvm.Ended ended = ChildJvm.run(List.of("-Xmx512m"), Main.class.getName(), arguments);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }
}
