package io.docteur.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulesTest {
  @TempDir Path directory;

  @Test
  void anExplodedModuleInAnImageRunsInALayer() throws Exception {
    Path module = module("exploded", directory.resolve("tree/mods/exploded"));
    Files.writeString(module.resolve("note.txt"), "a resource");
    try (MountedDirectory mount = new MountedDirectory(directory.resolve("tree"))) {
      for (String path : List.of("/mods", "/mods/exploded")) {
        assertRuns("exploded", ModuleFinder.of(mount.path(path)), "a resource");
      }
    }
  }

  @Test
  void aModularJarInAnImageRunsInALayer() throws Exception {
    Path module = module("packed", directory.resolve("packed"));
    Files.writeString(module.resolve("note.txt"), "in a jar");
    Compiled.jar(module, directory.resolve("tree/packed.jar"));
    try (MountedDirectory mount = new MountedDirectory(directory.resolve("tree"))) {
      ModuleFinder finder = ModuleFinder.of(mount.path("/packed.jar"));
      assertRuns("packed", finder, "in a jar");
      Path copied = Path.of(finder.find("packed").orElseThrow().location().orElseThrow());
      assertThat(copied).as("the JDK reads a copy").exists();
      Files.delete(copied);
      Files.delete(copied.getParent());
    }
  }

  private Path module(String name, Path out) throws IOException {
    Path sources = directory.resolve("sources");
    Path info =
        Compiled.source(
            sources, "module-info.java", "module %s { exports %s; }".formatted(name, name));
    Path main =
        Compiled.source(
            sources,
            name + "/Main.java",
            """
            package %s;

            public class Main implements java.util.concurrent.Callable<String> {
              public String call() {
                return "I am " + Main.class.getModule();
              }
            }
            """
                .formatted(name));
    return Compiled.compile(List.of(info, main), List.of(), List.of(), out);
  }

  private static void assertRuns(String name, ModuleFinder finder, String note) throws Exception {
    ModuleLayer boot = ModuleLayer.boot();
    Configuration configuration =
        boot.configuration().resolve(finder, ModuleFinder.of(), Set.of(name));
    ModuleLayer layer =
        boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
    var main = layer.findLoader(name).loadClass(name + ".Main").asSubclass(Callable.class);
    assertThat(main.getDeclaredConstructor().newInstance().call()).isEqualTo("I am module " + name);
    try (InputStream in = layer.findModule(name).orElseThrow().getResourceAsStream("note.txt")) {
      assertThat(in).hasContent(note);
    }
  }
}
