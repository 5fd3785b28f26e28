package io.docteur.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassLoaderTest {
  @TempDir Path directory;

  @Test
  void classesResourcesAndServicesLoadFromADirectoryOfAnImage() throws Exception {
    Path source =
        Compiled.source(
            directory.resolve("src"),
            "app/Answer.java",
            """
            package app;

            public class Answer implements java.util.concurrent.Callable<Integer> {
              public Integer call() {
                return 42;
              }
            }
            """);
    Path tree = directory.resolve("tree");
    Path classes =
        Compiled.compile(List.of(source), List.of(), List.of(), tree.resolve("a dir!/classes"));
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(services.resolve(Callable.class.getName()), "app.Answer\n");
    Files.writeString(classes.resolve("app/a b#c.txt"), "a resource");

    getClass().getModule().addUses(Callable.class); // as a module's declaration would
    try (MountedDirectory mount = new MountedDirectory(tree);
        URLClassLoader loader =
            new URLClassLoader(new URL[] {mount.path("/a dir!/classes").toUri().toURL()})) {
      Class<?> loaded = loader.loadClass("app.Answer");
      assertThat(loaded.getClassLoader()).isSameAs(loader);
      assertThat(loaded.getProtectionDomain().getCodeSource().getLocation().getProtocol())
          .isEqualTo("docteur");
      try (InputStream in = loaded.getResourceAsStream("a b#c.txt")) {
        assertThat(in).hasContent("a resource");
      }
      assertThat(loader.findResource("app/none.txt")).isNull();
      assertThat(ServiceLoader.load(Callable.class, loader).findFirst().orElseThrow().call())
          .isEqualTo(42);
    }
  }
}
