package io.docteur.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Java programs made while a test runs: sources, classes and jars. */
final class Compiled {
  private Compiled() {}

  /** Writes a source file below a directory and returns it. */
  static Path source(Path directory, String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /**
   * Compiles sources; fails the test with what the compiler says.
   *
   * @param sources files, where more are found and where classes are, of any file system
   * @return the directory of the classes
   */
  static Path compile(
      Collection<Path> sources, Collection<Path> sourcePath, Collection<Path> classPath, Path out)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      files.setLocationFromPaths(
          StandardLocation.CLASS_OUTPUT, List.of(Files.createDirectories(out)));
      if (!sourcePath.isEmpty()) {
        files.setLocationFromPaths(StandardLocation.SOURCE_PATH, sourcePath);
      }
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      // Unless it is told where processors are, javac asks for the Files of the class path.
      files.setLocationFromPaths(StandardLocation.ANNOTATION_PROCESSOR_PATH, List.of());
      List<String> options = List.of("-proc:none", "-implicit:class");
      var units = files.getJavaFileObjectsFromPaths(sources);
      boolean done = compiler.getTask(said, files, null, options, null, units).call();
      assertThat(done).as(said.toString()).isTrue();
    }
    return out;
  }

  /** Packs all files of a directory into a jar and returns it. */
  static Path jar(Path directory, Path jar) throws IOException {
    Files.createDirectories(jar.getParent());
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> walk = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        entries.putNextEntry(new JarEntry(directory.relativize(file).toString()));
        Files.copy(file, entries);
        entries.closeEntry();
      }
    }
    return jar;
  }
}
