package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.ReadFiles;
import io.docteur.testing.TestImages;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that reads needs the JDK and the library's jar, nothing else. */
class ReaderAloneIT {
  @TempDir Path directory;
  private Path program;
  private String image;

  @BeforeEach
  void makeImageAndProgram() throws Exception {
    Path repository = Git.init(directory.resolve("repository"));
    Files.writeString(repository.resolve("README.md"), "Hello\n");
    Files.createDirectory(repository.resolve("d"));
    Files.writeString(repository.resolve("d/x"), "X\n");
    Git.commitAll(repository);
    Path file = TestImages.fromGit(repository, "main", directory.resolve("disk.img"));
    image = "docteur:" + file.toUri().getRawPath();
    program = directory.resolve("program");
    Path type = program.resolve(ReadFiles.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(type.getParent());
    try (InputStream in = ReadFiles.class.getResourceAsStream("ReadFiles.class")) {
      Files.copy(in, type);
    }
  }

  @Test
  void anImageIsReadWithTheJarOnTheClassPath() throws Exception {
    String path = program + System.getProperty("path.separator") + Jars.library();
    assertReads(Jars.jdk(directory, "java", "-cp", path, ReadFiles.class.getName(), image));
  }

  @Test
  void anImageIsReadWithTheJarOnTheModulePath() throws Exception {
    assertReads(
        Jars.jdk(
            directory,
            "java",
            "--module-path",
            Jars.library(),
            "--add-modules",
            "io.docteur",
            "-cp",
            program,
            ReadFiles.class.getName(),
            image));
  }

  @Test
  void anImageIsReadInARuntimeThatHoldsTheLibrary() throws Exception {
    Path runtime = directory.resolve("runtime");
    Jars.jdk(
            directory,
            "jlink",
            "--module-path",
            Jars.library(),
            "--add-modules",
            "io.docteur",
            "--output",
            runtime)
        .isFine();
    assertReads(
        Jars.run(
            directory,
            runtime.resolve("bin/java"),
            "-cp",
            program,
            ReadFiles.class.getName(),
            image));
  }

  private static void assertReads(Jars.Ended reader) {
    assertThat(reader.isFine().out().lines()).containsExactly("/README.md=Hello", "/d/x=X");
  }
}
