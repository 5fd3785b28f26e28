package io.docteur.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** javac reads jars of the default file system alone, others by their mount. */
class JavacTest {
  @TempDir Path directory;

  @Test
  void sourcesInAnImageAreCompiledAgainstSourcesClassesAndJarsInIt() throws Exception {
    Path tree = directory.resolve("tree");
    Path plain = directory.resolve("plain");
    Path word =
        Compiled.source(
            plain,
            "lib/Word.java",
            "package lib; public class Word { public String say = \"Hi\"; }");
    Compiled.compile(List.of(word), List.of(), List.of(), tree.resolve("classes"));
    Path mark =
        Compiled.source(
            plain,
            "jar/Mark.java",
            "package jar; public class Mark { public String say = \"!\"; }");
    Path inJar = Compiled.compile(List.of(mark), List.of(), List.of(), directory.resolve("inJar"));
    Compiled.jar(inJar, tree.resolve("mark.jar"));
    Compiled.source(
        tree, "src/app/Name.java", "package app; class Name { static final String IT = \"Zoë\"; }");
    Compiled.source(
        tree,
        "src/app/Main.java",
        """
        package app;

        public class Main implements java.util.concurrent.Callable<String> {
          public String call() {
            return new lib.Word().say + " " + Name.IT + new jar.Mark().say;
          }
        }
        """);

    Path out = directory.resolve("out");
    try (MountedDirectory mount = new MountedDirectory(tree);
        FileSystem jar = FileSystems.newFileSystem(mount.path("/mark.jar"))) {
      Compiled.compile(
          List.of(mount.path("/src/app/Main.java")),
          List.of(mount.path("/src")),
          List.of(mount.path("/classes"), jar.getPath("/")),
          out);
    }
    URL[] path = {
      out.toUri().toURL(), tree.resolve("classes").toUri().toURL(), inJar.toUri().toURL()
    };
    try (URLClassLoader loader = new URLClassLoader(path)) {
      var main = loader.loadClass("app.Main").asSubclass(Callable.class);
      assertThat(main.getDeclaredConstructor().newInstance().call()).isEqualTo("Hi Zoë!");
    }
  }
}
