package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.MakeImage;
import java.io.File;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that makes images needs JGit and Guava beside the library, and what these need. */
class MakerAloneIT {
  private static final List<String> NEEDED =
      List.of(
          "org.eclipse.jgit", "slf4j-api", "JavaEWAH", "commons-codec", "guava", "failureaccess");

  @TempDir Path directory;

  @Test
  void anImageIsMadeOfARepositoryAndOfADirectory() throws Exception {
    Path program = directory.resolve("program");
    Path type = program.resolve(MakeImage.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(type.getParent());
    try (InputStream in = MakeImage.class.getResourceAsStream("MakeImage.class")) {
      Files.copy(in, type);
    }
    Path source = Files.createDirectory(directory.resolve("source"));
    Files.writeString(source.resolve("README.md"), "Hello\n");
    assertMakes(program, source);
    Git.commitAll(Git.init(source));
    assertMakes(program, source);
  }

  private void assertMakes(Path program, Path source) throws Exception {
    Path image = directory.resolve("disk.img");
    String path = program + File.pathSeparator + Jars.library() + File.pathSeparator + needed();
    Jars.jdk(directory, "java", "-cp", path, MakeImage.class.getName(), source, image).isFine();
    try (FileSystem mount = FileSystems.newFileSystem(image)) {
      assertThat(mount.getPath("/README.md")).hasContent("Hello\n");
    }
    Files.delete(image);
  }

  private static String needed() {
    return Stream.of("java.class.path", "jdk.module.path")
        .flatMap(property -> Stream.of(System.getProperty(property, "").split(File.pathSeparator)))
        .filter(jar -> NEEDED.stream().anyMatch(name -> isOf(name, Path.of(jar))))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOf(String artifact, Path jar) {
    return jar.getFileName().toString().matches(artifact + "-[0-9].*[.]jar");
  }
}
