package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.layout.Names;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images that the original program made, against what it says is in them. */
class OriginalImagesTest {

  @ParameterizedTest
  @CsvSource({"simple, layout", "licenses, layout", "chain, layout", "chain, fast"})
  void eachFileIsAsItsManifestSays(String name, String mode) throws IOException {
    Map<String, String> manifest = new TreeMap<>();
    for (String line : Files.readAllLines(TestImages.original(name + ".manifest"))) {
      String[] field = name.equals("chain") ? line.split("[ \t]+", 5) : line.split(" ", 3);
      int id = field.length - 3;
      manifest.put(field[id + 2], field[id] + " " + field[id + 1]);
    }

    Map<String, String> found = new TreeMap<>();
    try (FileSystem mount = mount(name, Map.of(DocteurOptions.MODE, mode));
        Stream<Path> walk = Files.walk(mount.getPath("/"))) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          found.put(path.toString().substring(1), describe(path));
        }
      }
    }
    assertThat(found).isEqualTo(manifest);
  }

  private static FileSystem mount(String name, Map<String, ?> env) throws IOException {
    return new DocteurFileSystemProvider().newFileSystem(TestImages.original(name + ".img"), env);
  }

  private static String describe(Path path) throws IOException {
    GitFileAttributes attributes =
        Files.readAttributes(path, GitFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    byte[] content =
        attributes.isSymbolicLink()
            ? Names.encode(Files.readSymbolicLink(path).toString())
            : Files.readAllBytes(path);
    assertThat(content).hasSize((int) attributes.size());
    assertThat(ObjectId.of(ObjectType.BLOB, content)).hasToString(attributes.id());
    return attributes.id() + " " + attributes.size();
  }

  @Test
  void executablesLinksAndEmptyDirectoriesAreThere() throws IOException {
    try (FileSystem chain = mount("chain", Map.of());
        FileSystem licenses = mount("licenses", Map.of());
        Stream<Path> executables = Files.walk(chain.getPath("/"));
        Stream<Path> directories = Files.walk(licenses.getPath("/"))) {
      assertThat(executables.filter(Files::isRegularFile).filter(Files::isExecutable)).isNotEmpty();
      assertThat(directories.filter(OriginalImagesTest::isEmptyDirectory)).isNotEmpty();
    }
  }

  private static boolean isEmptyDirectory(Path path) {
    try {
      return Files.isDirectory(path) && list(path).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  @Test
  void theProviderIsFoundByTheJdk() throws IOException {
    try (FileSystem mount = FileSystems.newFileSystem(TestImages.original("simple.img"))) {
      assertThat(mount.getPath("README.md")).hasContent("Hello World!");
    }
  }
}
