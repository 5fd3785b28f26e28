package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.make.ImageMaker;
import io.docteur.make.MadeImage;
import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attributes by their names, beside the default provider's and git's. */
class AttributesTest {
  private static final int VERSIONS = 6;

  @TempDir Path directory;

  private Path repository;
  private Path image;

  @BeforeEach
  void lay() throws IOException {
    repository = Git.init(directory.toRealPath().resolve("repository"));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200 * VERSIONS; i++) {
      text.append("line ").append(i * 7919).append('\n');
      if (i % 200 == 199) {
        Files.writeString(repository.resolve("version" + i / 200), text);
      }
    }
    Files.createDirectory(repository.resolve("d"));
    Files.createFile(repository.resolve("d/empty"));
    Files.createSymbolicLink(repository.resolve("link"), Path.of("version0"));
    Git.commitAll(repository);
    image = directory.resolve("x.img");
    ImageMaker.from(repository).make(image);
  }

  private FileSystem mount(Path file, Map<String, ?> env) throws IOException {
    return new DocteurFileSystemProvider().newFileSystem(file, env);
  }

  @Test
  void eachViewHasTheNamesAndTypesOfTheDefaultProviders() throws IOException {
    Set<String> views = repository.getFileSystem().supportedFileAttributeViews();
    Assumptions.assumeTrue(views.contains("unix"), "the default provider is not Unix's");
    try (FileSystem mount = mount(image, Map.of())) {
      assertThat(mount.supportedFileAttributeViews())
          .containsAll(views.stream().filter(view -> !view.matches("user|dos")).toList())
          .contains("git");
      for (String view :
          List.of("*", "basic:*", "posix:*", "unix:*", "owner:*", "*,size", "size,", ",")) {
        for (String name : List.of("version1", "d", "link")) {
          LinkOption[] options = {LinkOption.NOFOLLOW_LINKS};
          Path plain = repository.resolve(name);
          assertThat(types(Files.readAttributes(mount.getPath(name), view, options)))
              .as(view + " of " + name)
              .isEqualTo(types(Files.readAttributes(plain, view, options)));
        }
      }
    }
  }

  /** Principals and keys are of types of their own. */
  private static Map<String, String> types(Map<String, Object> attributes) {
    Map<String, String> types = new LinkedHashMap<>();
    for (String name : new TreeSet<>(attributes.keySet())) {
      Object value = attributes.get(name);
      boolean own = Set.of("owner", "group", "fileKey").contains(name);
      types.put(name, own ? "" : value instanceof Set ? "Set" : value.getClass().getName());
    }
    return types;
  }

  @Test
  void unixAttributesTellPlacesApart() throws IOException {
    try (FileSystem mount = mount(image, Map.of());
        FileSystem other = mount(image, Map.of());
        Stream<Path> walk = Files.walk(mount.getPath("/"))) {
      List<Path> paths = walk.toList();
      Set<Object> inodes = new TreeSet<>();
      for (Path path : paths) {
        inodes.add(Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        assertThat(Files.getAttribute(path, "unix:ctime"))
            .isEqualTo(Files.getLastModifiedTime(path));
      }
      assertThat(inodes).hasSameSizeAs(paths);
      assertThat(Files.getAttribute(mount.getPath("d/../link"), "unix:ino"))
          .isEqualTo(Files.getAttribute(mount.getPath("version0"), "unix:ino"));
      assertThat(Files.getAttribute(mount.getPath("d"), "unix:dev"))
          .isEqualTo(Files.getAttribute(mount.getPath("link"), "unix:dev"))
          .isNotEqualTo(Files.getAttribute(other.getPath("d"), "unix:dev"));
    }
  }

  @Test
  void packedSizeAndDeltaDepthAreWhatGitTells() throws IOException {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    for (String[] words : MadeImage.takeApart(image, directory.resolve("apart")).objects()) {
      long depth = words.length == 7 ? Long.parseLong(words[5]) : 0;
      expected.put(words[0], List.of(Long.valueOf(words[3]), depth));
    }
    long deltas = 0;
    try (FileSystem mount = mount(image, Map.of());
        Stream<Path> walk = Files.walk(mount.getPath("/"))) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        Map<String, Object> git = Files.readAttributes(path, "git:*", LinkOption.NOFOLLOW_LINKS);
        long depth = (int) git.get("deltaDepth");
        deltas += depth;
        assertThat(List.of(git.get("packedSize"), depth))
            .as(path.toString())
            .isEqualTo(expected.get(git.get("id")));
      }
    }
    assertThat(deltas).isPositive();
  }

  @Test
  void whatAnImageDoesNotTellOfThePackIsUnknown() throws IOException {
    Path foreign = TestImages.fromGit(repository, "HEAD", directory.resolve("foreign.img"));
    String commit = Git.line(repository, "rev-parse", "HEAD");
    try (FileSystem withoutLayout = mount(foreign, Map.of());
        FileSystem pinned = mount(image, Map.of(DocteurOptions.COMMIT, commit));
        FileSystem analyzed = mount(image, Map.of(DocteurOptions.MODE, "analyze"))) {
      for (FileSystem mount : List.of(withoutLayout, pinned, analyzed)) {
        assertThat(Files.getAttribute(mount.getPath("version1"), "git:packedSize")).isEqualTo(-1L);
        assertThat((int) Files.getAttribute(mount.getPath("version1"), "git:deltaDepth"))
            .isNotNegative();
      }
    }
  }
}
