package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.docteur.DamagedImageException;
import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountTest {
  @TempDir Path directory;

  private final FileSystemProvider provider = new DocteurFileSystemProvider();
  private Path image;
  private URI uri;
  private String commit;

  @BeforeEach
  void lay() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    Files.createDirectories(repository.resolve("d"));
    Files.writeString(repository.resolve("d/a b!"), "content");
    commit = Git.commitAll(repository);
    image = TestImages.fromGit(repository, "HEAD", directory.toRealPath().resolve("x.img"));
    uri = URI.create("docteur:" + image);
  }

  @Test
  void aMountByUriIsRegisteredUntilItIsClosed() throws IOException {
    FileSystem mount = FileSystems.newFileSystem(uri, Map.of());

    assertThat(FileSystems.getFileSystem(uri)).isSameAs(mount);
    assertThat(FileSystems.getFileSystem(URI.create(uri + "!/d?commit=" + commit))).isSameAs(mount);
    for (String again :
        List.of(uri + "", uri + "!/", "docteur:" + image.toUri(), uri + "?commit=" + commit)) {
      assertThatThrownBy(() -> FileSystems.newFileSystem(URI.create(again), Map.of()))
          .isInstanceOf(FileSystemAlreadyExistsException.class);
    }
    mount.close();
    mount.close();
    assertThatThrownBy(() -> FileSystems.getFileSystem(uri))
        .isInstanceOf(FileSystemNotFoundException.class);
    FileSystems.newFileSystem(uri, Map.of()).close();
  }

  @Test
  void aMountIsFoundByTheRealPathOfItsImage() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.img"), image);
    try (FileSystem mount = FileSystems.newFileSystem(uri, Map.of())) {
      assertThat(FileSystems.getFileSystem(URI.create("docteur:" + link))).isSameAs(mount);
      Files.delete(image);
      assertThat(FileSystems.getFileSystem(uri)).isSameAs(mount);
    }
  }

  @Test
  void pathsComeBackFromTheirUris() throws IOException {
    assertThatThrownBy(() -> Path.of(uri)).isInstanceOf(FileSystemNotFoundException.class);
    try (FileSystem mount = FileSystems.newFileSystem(uri, Map.of())) {
      Path path = mount.getPath("/d/a b!");
      assertThat(path.toUri()).hasToString(uri + "!/d/a%20b%21");
      assertThat(Path.of(path.toUri())).isEqualTo(path).hasContent("content");
      assertThat(mount.getPath("d").toUri()).hasToString(uri + "!/d/");
      assertThat(mount.getPath("").toUri()).hasToString(uri + "!/");
      assertThat(Path.of(uri)).isEqualTo(mount.getPath("/"));
      String otherCommit = "?commit=" + "0".repeat(40);
      assertThatThrownBy(() -> Path.of(URI.create(uri + otherCommit)))
          .isInstanceOf(FileSystemNotFoundException.class);
    }
  }

  /** Its bytes are no UTF-8, and so in no locale the name's that their text would get. */
  @Test
  void pathsComeBackWhateverTheBytesOfTheImagesName() throws IOException {
    String odd = "docteur:" + directory.toRealPath().toUri().getRawPath() + "%FF%E9.img";
    try {
      Files.copy(image, Path.of(URI.create(odd.replace("docteur:", "file://"))));
    } catch (IOException e) {
      Assumptions.abort("names are text here: " + e);
    }
    try (FileSystem mount = FileSystems.newFileSystem(URI.create(odd), Map.of())) {
      Path path = mount.getPath("/d/a b!");
      assertThat(path.toUri()).hasToString(odd + "!/d/a%20b%21");
      assertThat(Path.of(path.toUri())).isEqualTo(path).hasContent("content");
      assertThat(path.toUri().toURL().openStream()).hasContent("content");
      assertThat(FileSystems.getFileSystem(URI.create(odd))).isSameAs(mount);
    }
  }

  @Test
  void aMountByPathIsNotRegistered() throws IOException {
    try (FileSystem one = FileSystems.newFileSystem(image, Map.of());
        FileSystem two = FileSystems.newFileSystem(image)) {
      assertThat(one).isNotSameAs(two);
      assertThatThrownBy(() -> FileSystems.getFileSystem(uri))
          .isInstanceOf(FileSystemNotFoundException.class);
    }
  }

  @Test
  void aFileThatIsNoImageIsLeftToOtherProviders() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "x".repeat(100));
    Path empty = Files.createFile(directory.resolve("empty"));
    for (Path path : List.of(text, empty, directory, Path.of("/dev/null"))) {
      assertThatThrownBy(() -> provider.newFileSystem(path, Map.of("unknown", 1)))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThatThrownBy(() -> FileSystems.newFileSystem(text))
        .isInstanceOf(ProviderNotFoundException.class);
  }

  @Test
  void aFileThatIsNotThereIsLeftToAProviderThatMakesIt() throws IOException {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> provider.newFileSystem(none, Map.of("x", 1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasCauseInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> provider.newFileSystem(URI.create("docteur:" + none), Map.of()))
        .isInstanceOf(NoSuchFileException.class);
    Path zip = directory.resolve("new.zip");
    try (FileSystem made = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Files.writeString(made.getPath("/x"), "text");
    }
    try (FileSystem again = FileSystems.newFileSystem(zip, Map.of())) {
      assertThat(again.getPath("/x")).hasContent("text");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mapped, maybe",
    "cacheBytes, -1",
    "cacheBytes, 1.5",
    "maxObjectMemory, 99999999999999999999",
    "spill, 1",
    "checkObjects, yes",
    "commit, abc",
    "mode, slow",
    "inflater, zlib",
    "sesame, open"
  })
  void anOptionThatIsUnknownOrBadIsNamed(String key, String value) {
    for (Map<String, ?> env : List.of(Map.of(key, value), Map.of(key, new StringBuilder(value)))) {
      assertThatThrownBy(() -> provider.newFileSystem(image, env))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(key);
      assertThatThrownBy(() -> provider.newFileSystem(uri, env))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(key);
    }
  }

  @Test
  void optionsMayBeStrings() throws IOException {
    List<Map<String, ?>> environments =
        List.of(
            Map.of("mapped", false, "cacheBytes", 1 << 20, "mode", "light"),
            Map.of("mapped", "false", "cacheBytes", "0", "mode", "analyze", "spill", "false"),
            Map.of("inflater", "jdk"),
            Map.of("inflater", "java"),
            Map.of("checkObjects", true, "commit", commit, "maxObjectMemory", 1L << 20),
            Map.of("maxObjectMemory", 0));
    for (Map<String, ?> env : environments) {
      try (FileSystem mount = provider.newFileSystem(image, env)) {
        assertThat(mount.getPath("/d/a b!")).hasContent("content");
      }
    }
  }

  @Test
  void anImageOfAnotherCommitIsNotMounted() throws IOException {
    String other = "0".repeat(40);
    assertThatThrownBy(() -> provider.newFileSystem(image, Map.of("commit", other)))
        .isInstanceOf(DamagedImageException.class);
    URI pinned = URI.create(uri + "?commit=" + commit);
    assertThatThrownBy(() -> provider.newFileSystem(pinned, Map.of("commit", other)))
        .isInstanceOf(IllegalArgumentException.class);
    provider.newFileSystem(pinned, Map.of("commit", commit)).close();
  }

  @Test
  void aDamagedImageSaysSo() throws IOException {
    Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(Files.readAllBytes(image), 200));
    assertThatThrownBy(() -> provider.newFileSystem(cut, Map.of()))
        .isInstanceOf(DamagedImageException.class);
    assertThatThrownBy(() -> provider.newFileSystem(URI.create("docteur:" + cut), Map.of()))
        .isInstanceOf(DamagedImageException.class);
  }

  @Test
  void imagesMayLieInOtherFileSystems() throws IOException {
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix());
        FileSystem mount =
            FileSystems.newFileSystem(
                URI.create("docteur:" + Files.copy(image, jimfs.getPath("/x.img")).toUri()),
                Map.of())) {
      Path path = mount.getPath("/d/a b!");
      assertThat(Path.of(path.toUri())).isEqualTo(path).hasContent("content");
    }
  }

  @Test
  void allInstancesOfTheProviderAreOne() throws IOException {
    try (FileSystem mount = provider.newFileSystem(uri, Map.of())) {
      assertThat(new DocteurFileSystemProvider().getFileSystem(uri)).isSameAs(mount);
      try (FileSystem other = new DocteurFileSystemProvider().newFileSystem(image, Map.of())) {
        assertThat(other.provider()).isSameAs(mount.provider());
      }
    }
  }

  @Test
  void theProviderIsRegisteredForModulePathAndClassPath() throws IOException {
    assertThat(FileSystemProvider.installedProviders())
        .hasAtLeastOneElementOfType(DocteurFileSystemProvider.class);
    String service = "/META-INF/services/" + FileSystemProvider.class.getName();
    try (InputStream in = DocteurFileSystemProvider.class.getResourceAsStream(service)) {
      assertThat(in).hasContent(DocteurFileSystemProvider.class.getName());
    }
  }
}
