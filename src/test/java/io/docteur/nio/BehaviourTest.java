package io.docteur.nio;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.docteur.make.ImageMaker;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * mounted image of it in each mode. What the default provider answers is right; the differences are
 * listed.
 */
class BehaviourTest {
  private static final List<String> PATHS =
      List.of(
          "",
          ".",
          "README.md",
          "empty",
          "run.sh",
          ".hidden",
          "a space",
          "100%",
          "a#b",
          "what?",
          "bang!",
          "co:lon",
          "back\\slash",
          "d",
          "d.txt",
          "d/b.java",
          "d/e/f",
          "d/e/f/deep.txt",
          "lines.txt",
          "link",
          "dirlink",
          "dirlink/b.java",
          "dirlink/up",
          "d/up",
          "d/here",
          "d/here/here/e",
          "dangling",
          "dangling/x",
          "loop1",
          "loop1/x",
          "slash",
          "twice",
          "chain40",
          "chain41",
          "missing",
          "missing/x",
          "d/missing",
          "README.md/x",
          "README.md/..",
          "README.md/.",
          "missing/..",
          "d/../README.md",
          "dirlink/..",
          "dirlink/../README.md",
          "d/e/../../d.txt",
          "./d/./b.java",
          "link/x",
          "link/..");

  /**
   * A difference from the default provider.
   *
   * @param questions a pattern of the questions
   * @param paths a pattern of the paths
   * @param expected what the default provider's answer starts with
   * @param actual what the answer starts with
   */
  private record Difference(String questions, String paths, String expected, String actual) {
    boolean covers(String question, String path, String expectedAnswer, String actualAnswer) {
      return question.matches(questions)
          && path.matches(paths)
          && expectedAnswer.startsWith(expected)
          && actualAnswer.startsWith(actual);
    }
  }

  private static final String DIRECTORIES = "(|[.]|d|d/e/f|dirlink|d/here.*|(dirlink|link)/[.][.])";

  /** Since 25, asking for attributes gives our answer below. */
  private static final Difference BEFORE_25 = new Difference("notExists", ".*/.*", "false", "true");

  private static final List<Difference> OURS =
      List.of(
          // A loop has an exception of its own in java.nio.file.
          new Difference(".*", ".*", "FileSystemException", "FileSystemLoopException"),
          // A name below what is no directory is missing, whatever is asked of it.
          new Difference(".*", ".*/.*", "FileSystemException", "NoSuchFileException"),
          new Difference("list|glob", ".*/.*", "NotDirectoryException", "NoSuchFileException"),
          // The default provider's exception for a link that is not to be followed names no file.
          new Difference("stream nofollow", ".*", "IOException", "FileSystem"),
          // The default provider opens a directory and fails to read it.
          new Difference(".*", DIRECTORIES, "IOException", "FileSystemException"));

  /** Beside a model: jimfs is no oracle, but shows what is a choice. */
  private static final List<Difference> JIMFS =
      List.of(
          new Difference("executable", ".*", "false", "true"),
          new Difference(".*", ".*", "FileSystemException", "IOException"),
          new Difference(".*", ".*/.*", "FileSystemException", "NoSuchFileException"),
          new Difference("list|glob", ".*/.*", "NotDirectoryException", "NoSuchFileException"),
          new Difference("stream nofollow", ".*", "IOException", "FileSystemException"),
          new Difference("channel", ".*", "[-1, -1, 0", "[-1, -1, -1"),
          new Difference("same file", ".*", "NoSuchFileException", "false"),
          new Difference("mismatch", ".*", "NoSuchFileException", "FileSystemException"),
          new Difference("store", ".*", "", "true"),
          new Difference("un.*|no attribute", ".*", "IllegalArgumentException", ""),
          new Difference("unknown view", ".*", "UnsupportedOperationException", ""),
          new Difference(".*", DIRECTORIES, "IOException", "FileSystemException"),
          new Difference("toRealPath nofollow", ".*/.*", "", ""));

  private static final Map<String, Question> QUESTIONS = questions();

  @TempDir static Path directory;

  private static Path tree;
  private static FileSystem jimfs;
  private static final Map<String, FileSystem> mounts = new HashMap<>();

  /** Something to ask of a path. */
  private interface Question {
    Object ask(Path path) throws IOException;
  }

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

  private static Map<String, Question> questions() {
    Map<String, Question> questions = new LinkedHashMap<>();
    LinkOption nofollow = LinkOption.NOFOLLOW_LINKS;
    questions.put("exists", p -> Files.exists(p) + " " + Files.exists(p, nofollow));
    questions.put("notExists", p -> Files.notExists(p) + " " + Files.notExists(p, nofollow));
    questions.put("directory", p -> Files.isDirectory(p) + " " + Files.isDirectory(p, nofollow));
    questions.put("regular", p -> Files.isRegularFile(p) + " " + Files.isRegularFile(p, nofollow));
    questions.put("link", Files::isSymbolicLink);
    questions.put("hidden", Files::isHidden);
    questions.put("readable", Files::isReadable);
    questions.put("executable", Files::isExecutable);
    questions.put("checkAccess", p -> access(p));
    questions.put("readSymbolicLink", Files::readSymbolicLink);
    questions.put("toRealPath", Path::toRealPath);
    questions.put("toRealPath nofollow", p -> p.toRealPath(nofollow));
    questions.put("bytes", p -> Arrays.hashCode(Files.readAllBytes(p)));
    questions.put("string", p -> Files.readString(p).hashCode());
    questions.put("lines", p -> lines(p));
    questions.put("size", p -> Files.isDirectory(p) ? "any" : Files.size(p));
    questions.put("attributes", p -> attributes(p));
    questions.put("attributes nofollow", p -> attributes(p, nofollow));
    questions.put("list", p -> list(p));
    questions.put("walk", p -> walk(p));
    questions.put("walk following", p -> follow(p));
    questions.put("find", p -> find(p));
    questions.put("glob", p -> glob(p, "*.{java,md}"));
    questions.put("stream", p -> stream(p));
    questions.put("stream nofollow", p -> Files.newInputStream(p, nofollow).read());
    questions.put("channel", p -> channel(p));
    questions.put("same file", p -> Files.isSameFile(p, readme(p)));
    questions.put("same as real", p -> Files.isSameFile(p, p.toRealPath()));
    questions.put("mismatch", p -> Files.mismatch(p, readme(p)));
    questions.put("store", p -> Files.getFileStore(p) != null);
    questions.put("uri", p -> Path.of(p.toUri()).equals(p.toAbsolutePath()));
    questions.put("unknown attribute", p -> Files.readAttributes(p, "basic:size,nothing"));
    questions.put("no attribute", p -> Files.readAttributes(p, "basic:"));
    questions.put("unknown view", p -> Files.readAttributes(p, "nothing:*"));
    questions.put("all", p -> new TreeSet<>(Files.readAttributes(p, "*").keySet()));
    questions.put("write", p -> Files.newInputStream(p, StandardOpenOption.WRITE));
    return questions;
  }

  private static String access(Path path) throws IOException {
    path.getFileSystem().provider().checkAccess(path);
    return "granted";
  }

  private static long lines(Path path) throws IOException {
    try (Stream<String> lines = Files.lines(path)) {
      return lines.count();
    }
  }

  private static String attributes(Path path, LinkOption... options) throws IOException {
    var read = Files.readAttributes(path, BasicFileAttributes.class, options);
    return "%s %s %s %s"
        .formatted(read.isDirectory(), read.isRegularFile(), read.isSymbolicLink(), read.isOther());
  }

  private static Path readme(Path path) {
    return path.endsWith("tree") ? path.resolve("README.md") : path.resolveSibling("README.md");
  }

  private static Set<String> walk(Path path, FileVisitOption... options) throws IOException {
    try (Stream<Path> walk = Files.walk(path, options)) {
      return paths(walk);
    }
  }

  /** Which loop is met first depends on the order. */
  private static Object follow(Path path) throws IOException {
    try {
      return walk(path, FileVisitOption.FOLLOW_LINKS);
    } catch (UncheckedIOException e) {
      return e.getCause().getClass();
    }
  }

  /** Sorted, since only ours promises an order. */
  private static Set<String> paths(Stream<Path> paths) {
    Set<String> sorted = new TreeSet<>();
    paths.forEach(path -> sorted.add(path.toString()));
    return sorted;
  }

  private static Set<String> list(Path path) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return paths(entries);
    }
  }

  private static Set<String> find(Path path) throws IOException {
    try (Stream<Path> found = Files.find(path, 2, (x, a) -> a.isRegularFile())) {
      return paths(found);
    }
  }

  private static Set<String> glob(Path path, String glob) throws IOException {
    Set<String> sorted = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, glob)) {
      entries.forEach(entry -> sorted.add(entry.toString()));
    }
    return sorted;
  }

  private static String stream(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      int first = in.read();
      long skipped = in.skip(3);
      int available = in.available();
      byte[] some = in.readNBytes(5);
      long rest = in.transferTo(OutputStream.nullOutputStream());
      return List.of(first, skipped, available, Arrays.toString(some), rest, in.read()).toString();
    }
  }

  private static String channel(Path path) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(4);
      int atEnd = channel.position(channel.size()).read(buffer);
      int behind = channel.position(channel.size() + 10).read(buffer);
      int none = channel.read(ByteBuffer.allocate(0));
      int start = channel.position(0).read(buffer);
      long position = channel.position();
      return List.of(atEnd, behind, none, start, position, buffer.flip()).toString();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"made.img", "layout.img", "fast.img", "analyze.img", "light.img"})
  void whatDiffersFromTheDefaultProviderIsListed(String image) {
    assertDifferences(mounts.get(image).getPath("/tree"), OURS);
  }

  @Test
  void whatDiffersBetweenJimfsAndTheDefaultProviderIsListed() {
    assertDifferences(jimfs.getPath("/tree"), JIMFS);
  }

  private static void assertDifferences(Path root, List<Difference> always) {
    List<Difference> listed = new ArrayList<>(always);
    if (Runtime.version().feature() < 25) {
      listed.add(BEFORE_25);
    }
    List<String> unlisted = new ArrayList<>();
    Set<Difference> unseen = new LinkedHashSet<>(listed);
    QUESTIONS.forEach(
        (name, question) -> {
          for (String path : PATHS) {
            String expected = answer(question, tree, path);
            String actual = answer(question, root, path);
            List<Difference> covering =
                listed.stream().filter(d -> d.covers(name, path, expected, actual)).toList();
            unseen.removeAll(covering);
            if (!expected.equals(actual) && covering.isEmpty()) {
              unlisted.add("%s of '%s': %s, not %s".formatted(name, path, actual, expected));
            }
          }
        });
    assertThat(unlisted).isEmpty();
    assertThat(unseen).as("listed, but there is no such difference any more").isEmpty();
  }

  /** Returns the answer, a value or an exception, with the root's name taken out. */
  private static String answer(Question question, Path root, String path) {
    String answer;
    try {
      answer = String.valueOf(question.ask(path.isEmpty() ? root : root.resolve(path)));
    } catch (UncheckedIOException e) {
      answer = exception(e.getCause());
    } catch (IOException | RuntimeException e) {
      answer = exception(e);
    }
    return answer.replace(root.toString(), "TREE");
  }

  private static String exception(Exception e) {
    String file = e instanceof FileSystemException known ? ": " + known.getFile() : "";
    return e.getClass().getSimpleName() + file;
  }
}
