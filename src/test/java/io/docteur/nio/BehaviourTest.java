package io.docteur.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.docteur.make.ImageMaker;
import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same questions to the default provider over a work tree, to jimfs over a copy of it, and to a
 * mounted image of it in each mode; and over what git checks out of an image of the original
 * program. What the default provider answers is right; the differences are listed.
 */
class BehaviourTest {
  private static final int HEADER = 28;
  private static final int ID = 20;

  @TempDir static Path directory;

  private static Path tree;
  private static FileSystem jimfs;
  private static final Map<String, FileSystem> mounts = new HashMap<>();

  @BeforeAll
  static void mount() throws IOException {
    Assumptions.assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("unix"),
        "the default provider is not Unix's");
    Path repository = directory.toRealPath().resolve("repository");
    tree = Tree.make(repository, "tree");
    jimfs = Jimfs.newFileSystem(Configuration.unix());
    Tree.copy(tree, jimfs.getPath("/tree"));
    Path image = TestImages.fromGit(repository, "HEAD", directory.resolve("laid.img"));
    for (String mode : List.of("layout", "fast", "analyze", "light")) {
      mount(Files.copy(image, directory.resolve(mode + ".img")), mode);
    }
    ImageMaker.from(repository).make(directory.resolve("made.img"));
    mount(directory.resolve("made.img"), "layout");
  }

  private static void mount(Path image, String mode) throws IOException {
    Map<String, ?> env = Map.of(DocteurOptions.MODE, mode);
    mounts.put(
        image.getFileName().toString(),
        FileSystems.newFileSystem(URI.create("docteur:" + image.toUri()), env));
  }

  @AfterAll
  static void close() throws IOException {
    for (FileSystem mount : mounts.values()) {
      mount.close();
    }
    if (jimfs != null) {
      jimfs.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"made.img", "layout.img", "fast.img", "analyze.img", "light.img"})
  void whatDiffersFromTheDefaultProviderIsListed(String image) {
    Path root = mounts.get(image).getPath("/tree");
    Set<Difference> unseen = compare(tree, root, Tree.PATHS, Difference.ours());
    assertThat(unseen).as("listed, but there is no such difference any more").isEmpty();
  }

  @Test
  void whatDiffersBetweenJimfsAndTheDefaultProviderIsListed() {
    Set<Difference> unseen = compare(tree, jimfs.getPath("/tree"), Tree.PATHS, Difference.jimfs());
    assertThat(unseen).as("listed, but there is no such difference any more").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple.img", "licenses.img", "chain.img"})
  void imagesOfTheOriginalDifferInNothingElse(String name) throws IOException {
    Path image = TestImages.original(name);
    Path checkout =
        checkOut(Files.readAllBytes(image), directory.toRealPath().resolve(name + ".d/tree"));
    List<String> paths = new ArrayList<>(List.of("", "missing", "missing/x"));
    try (Stream<Path> walk = Files.walk(checkout)) {
      walk.map(path -> checkout.relativize(path).toString())
          .filter(path -> !path.matches("versions/[1-9]/.*")) // 270 files like those of 0
          .forEach(paths::add);
    }
    URI uri = URI.create("docteur:" + image.toRealPath().toUri());
    try (FileSystem mount = FileSystems.newFileSystem(uri, Map.of())) {
      compare(checkout, mount.getPath("/"), paths, Difference.ours());
    }
  }

  /** Lets git unpack an image, whose header is the commit's id and the position of the index. */
  private static Path checkOut(byte[] image, Path checkout) throws IOException {
    Path repository = Git.init(checkout.resolveSibling("repository"));
    Git.run(repository, Arrays.copyOfRange(image, HEADER, image.length), "unpack-objects", "-q");
    String commit = HexFormat.of().formatHex(image, 0, ID);
    Files.createDirectories(checkout);
    Git.run(repository, "--work-tree=" + checkout, "checkout", "-q", commit, "--", ".");
    String trees = new String(Git.run(repository, "ls-tree", "-rdz", "--name-only", commit), UTF_8);
    for (String tree : trees.split("\0")) { // git checks out no empty directories
      Files.createDirectories(checkout.resolve(tree));
    }
    return checkout;
  }

  /** Asks all and returns the differences that were not seen. */
  private static Set<Difference> compare(
      Path model, Path root, List<String> paths, List<Difference> listed) {
    List<String> unlisted = new ArrayList<>();
    Set<Difference> unseen = new LinkedHashSet<>(listed);
    for (String question : Questions.names()) {
      for (String path : paths) {
        String expected = askModel(question, model, path);
        String actual = Questions.ask(question, root, path);
        List<Difference> covering =
            listed.stream().filter(d -> d.covers(question, path, expected, actual)).toList();
        unseen.removeAll(covering);
        if (!expected.equals(actual) && covering.isEmpty()) {
          unlisted.add("%s of '%s': %s, not %s".formatted(question, path, actual, expected));
        }
      }
    }
    assertThat(unlisted).isEmpty();
    return unseen;
  }

  /**
   * Asks the default provider. Linux was seen to refuse a chain of forty links, the most that it
   * follows, and to follow it the next time.
   */
  private static String askModel(String question, Path model, String path) {
    String answer = Questions.ask(question, model, path);
    boolean refused = path.startsWith("chain40") && answer.contains("FileSystemException");
    return refused ? Questions.ask(question, model, path) : answer;
  }
}
