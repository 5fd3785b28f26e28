package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathTest {
  private static final FileSystem ORACLE = FileSystems.getDefault();
  private static final String[] PIECES = {
    "/", "/", "/", ".", "..", "a", "b", "ab", "a b", "%", "!", "#", "\\", ":", "...", ".a", ""
  };

  @TempDir Path directory;

  private FileSystem mount;
  private FileSystem other;

  @BeforeEach
  void mount() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    Git.commitAll(repository);
    Path image = TestImages.fromGit(repository, "HEAD", directory.resolve("x.img"));
    DocteurFileSystemProvider provider = new DocteurFileSystemProvider();
    mount = provider.newFileSystem(image, Map.of());
    other = provider.newFileSystem(image, Map.of());
  }

  @AfterEach
  void close() throws IOException {
    if (mount != null) {
      mount.close();
      other.close();
    }
  }

  @Test
  void pathsAnswerAsTheUnixProvidersDo() {
    Assumptions.assumeTrue(ORACLE.getSeparator().equals("/"), "the default provider is not Unix's");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String first = random(random);
      String second = random(random);
      assertThat(answers(mount.getPath(first), mount.getPath(second)))
          .as("'%s' and '%s', seed %d, round %d", first, second, seed, i)
          .isEqualTo(answers(ORACLE.getPath(first), ORACLE.getPath(second)));
    }
  }

  private static String random(Random random) {
    StringBuilder path = new StringBuilder();
    for (int n = random.nextInt(8); n > 0; n--) {
      path.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return path.toString();
  }

  private static Map<String, String> answers(Path a, Path b) {
    Map<String, String> answers = new LinkedHashMap<>();
    answers.put("string", a.toString());
    answers.put("absolute", "" + a.isAbsolute());
    answers.put("root", "" + a.getRoot());
    answers.put("fileName", "" + a.getFileName());
    answers.put("parent", "" + a.getParent());
    answers.put("count", "" + a.getNameCount());
    List<String> names = new ArrayList<>();
    a.forEach(name -> names.add(name.toString()));
    answers.put("names", names.toString());
    for (int begin = -1; begin <= a.getNameCount(); begin++) {
      int from = begin;
      answers.put("name " + begin, answer(() -> a.getName(from)));
      for (int end = begin; end <= a.getNameCount() + 1; end++) {
        int to = end;
        answers.put("subpath " + from + " " + to, answer(() -> a.subpath(from, to)));
      }
    }
    answers.put("normalize", a.normalize().toString());
    answers.put("startsWith", "" + a.startsWith(b) + a.startsWith(b.toString()));
    answers.put("endsWith", "" + a.endsWith(b) + a.endsWith(b.toString()));
    answers.put("compareTo", "" + Integer.signum(a.compareTo(b)));
    answers.put("equals", "" + a.equals(b) + (a.equals(b) && a.hashCode() == b.hashCode()));
    Map<String, BinaryOperator<Path>> operators =
        Map.of(
            "resolve", Path::resolve,
            "resolveSibling", Path::resolveSibling,
            "relativize", Path::relativize);
    operators.forEach((name, operator) -> answers.put(name, answer(() -> operator.apply(a, b))));
    return answers;
  }

  private static String answer(Supplier<Path> question) {
    try {
      return "" + question.get();
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  @Test
  void emptyStringsAreLeftOutBetweenNames() {
    assertThat(mount.getPath("", "a", "", "b/", "/c")).hasToString("a/b/c");
    assertThat(mount.getPath("/", "a")).hasToString("/a");
    assertThat(mount.getPath("", "", "")).hasToString("");
  }

  @Test
  void relativePathsStartAtTheRoot() {
    assertThat(mount.getPath("a").toAbsolutePath()).hasToString("/a");
    assertThat(mount.getPath("").toAbsolutePath()).hasToString("/");
  }

  @Test
  void pathsOfTwoMountsAreNeverEqual() {
    Path a = mount.getPath("/a");
    Path b = other.getPath("/a");

    assertThat(a).isNotEqualTo(b);
    assertThat(a.compareTo(b)).isNotZero().isEqualTo(-b.compareTo(a));
    assertThat(a.startsWith(b)).isFalse();
    assertThat(a.endsWith(b)).isFalse();
    assertThatThrownBy(() -> a.relativize(b)).isInstanceOf(ProviderMismatchException.class);
  }

  @Test
  void pathsOfOtherProvidersAreRefused() {
    Path a = mount.getPath("/a");
    Path foreign = ORACLE.getPath("/a");

    assertThatThrownBy(() -> a.resolve(foreign)).isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> a.relativize(foreign)).isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> mount.provider().delete(foreign))
        .isInstanceOf(ProviderMismatchException.class);
    assertThatThrownBy(() -> a.compareTo(foreign)).isInstanceOf(ClassCastException.class);
    assertThat(a.startsWith(foreign)).isFalse();
    assertThat(a.endsWith(foreign)).isFalse();
    assertThat(a.equals(foreign)).isFalse();
  }

  @Test
  void whatIsNoPathIsRefused() {
    assertThatThrownBy(() -> mount.getPath("a\0b")).isInstanceOf(InvalidPathException.class);
    assertThatThrownBy(() -> mount.getPath("a", "\uD800")).isInstanceOf(InvalidPathException.class);
    assertThat(mount.getPath("\uDCFF")).hasToString("\uDCFF");
  }

  @Test
  void filesAndWatchersAreNotToBeHad() {
    Path path = mount.getPath("a");

    assertThatThrownBy(path::toFile).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> path.register(null, new WatchEvent.Kind<?>[0]))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(mount::newWatchService).isInstanceOf(UnsupportedOperationException.class);
  }
}
