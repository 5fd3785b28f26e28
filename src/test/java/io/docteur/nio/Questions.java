package io.docteur.nio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What may be asked of a path, by a name; the answers of two providers can be compared. */
final class Questions {
  private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

  /** All questions, in their order. */
  private static final Map<String, Question> ALL = new LinkedHashMap<>();

  static {
    askWhatThereIs(ALL);
    askForAttributes(ALL);
    askDirectories(ALL);
    askForContent(ALL);
    askForPlaces(ALL);
  }

  private Questions() {}

  /** Something to ask of a path. */
  private interface Question {
    Object ask(Path path) throws Exception;
  }

  /** Returns the names of all questions. */
  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  private static void askWhatThereIs(Map<String, Question> questions) {
    questions.put("exists", p -> Files.exists(p) + " " + Files.exists(p, NOFOLLOW));
    questions.put("notExists", p -> Files.notExists(p) + " " + Files.notExists(p, NOFOLLOW));
    questions.put("directory", p -> Files.isDirectory(p) + " " + Files.isDirectory(p, NOFOLLOW));
    questions.put("regular", p -> Files.isRegularFile(p) + " " + Files.isRegularFile(p, NOFOLLOW));
    questions.put("link", Files::isSymbolicLink);
    questions.put("hidden", Files::isHidden);
    questions.put("readable", Files::isReadable);
    questions.put("executable", Files::isExecutable);
    questions.put("checkAccess", p -> access(p));
    questions.put("readSymbolicLink", Files::readSymbolicLink);
    questions.put("toRealPath", Path::toRealPath);
    questions.put("toRealPath nofollow", p -> p.toRealPath(NOFOLLOW));
    questions.put("writable", Files::isWritable);
    questions.put("content type", Files::probeContentType);
  }

  private static void askForAttributes(Map<String, Question> questions) {
    questions.put("attributes", p -> attributes(p));
    questions.put("attributes nofollow", p -> attributes(p, NOFOLLOW));
    questions.put("unknown attribute", p -> Files.readAttributes(p, "basic:size,nothing"));
    questions.put("no attribute", p -> Files.readAttributes(p, "basic:"));
    questions.put("no view", p -> Files.readAttributes(p, ":size"));
    questions.put("unknown view", p -> Files.readAttributes(p, "nothing:*"));
    questions.put("all", p -> new TreeSet<>(Files.readAttributes(p, "*").keySet()));
    questions.put(
        "some", p -> new TreeMap<>(Files.readAttributes(p, "isDirectory,size")).firstEntry());
    questions.put("permissions", p -> permissions(p));
    questions.put("file key", p -> key(p).equals(key(p.toRealPath())));
    questions.put("other file key", p -> key(p).equals(key(readme(p))));
  }

  private static void askDirectories(Map<String, Question> questions) {
    questions.put("list", p -> list(p));
    questions.put("walk", p -> walk(p));
    questions.put("walk following", p -> follow(p));
    questions.put("find", p -> find(p));
    questions.put("glob", p -> glob(p, "*.{java,md}"));
    questions.put("filter", p -> filter(p));
    questions.put("iterate", p -> iterate(p));
  }

  private static void askForContent(Map<String, Question> questions) {
    questions.put("bytes", p -> Arrays.hashCode(Files.readAllBytes(p)));
    questions.put("string", p -> Files.readString(p).hashCode());
    questions.put("lines", p -> lines(p));
    questions.put("size", p -> Files.isDirectory(p) ? "any" : Files.size(p));
    questions.put("stream", p -> stream(p));
    questions.put("stream nofollow", p -> Files.newInputStream(p, NOFOLLOW).read());
    questions.put("channel", p -> channel(p));
    questions.put("mismatch", p -> Files.mismatch(p, readme(p)));
    questions.put("write", p -> Files.newInputStream(p, StandardOpenOption.WRITE));
    questions.put("channel refuses", p -> refusals(p));
    questions.put("file channel", p -> fileChannel(p));
    questions.put("asynchronous", p -> asynchronous(p));
    questions.put("copy", p -> copy(p));
    questions.put("copy nofollow", p -> copy(p, NOFOLLOW));
    questions.put("copy to stream", p -> Files.copy(p, OutputStream.nullOutputStream()));
    questions.put("deny", p -> access(p, AccessMode.READ, AccessMode.WRITE));
  }

  private static void askForPlaces(Map<String, Question> questions) {
    questions.put("same file", p -> Files.isSameFile(p, readme(p)));
    questions.put("same as real", p -> Files.isSameFile(p, p.toRealPath()));
    questions.put("store", p -> Files.getFileStore(p) != null);
    questions.put("uri", p -> Path.of(p.toUri()).equals(p.toAbsolutePath()));
  }

  private static String access(Path path, AccessMode... modes) throws IOException {
    path.getFileSystem().provider().checkAccess(path, modes);
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
    return path.endsWith("tree") || path.getNameCount() == 0
        ? path.resolve("README.md")
        : path.resolveSibling("README.md");
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

  private static String refusals(Path path) throws IOException {
    SeekableByteChannel kept;
    List<String> refusals = new ArrayList<>();
    try (SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ)) {
      kept = channel;
      refusals.add(answer(() -> channel.write(ByteBuffer.allocate(1))));
      refusals.add(answer(() -> channel.truncate(0)));
      refusals.add(answer(() -> channel.position(-1)));
      refusals.add(answer(() -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer())));
    }
    refusals.add(answer(kept::position));
    refusals.add(answer(() -> kept.read(ByteBuffer.allocate(1))));
    refusals.add("" + kept.isOpen());
    return refusals.toString();
  }

  private static String fileChannel(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(5);
      int some = channel.read(buffer, 3);
      int behind = channel.read(ByteBuffer.allocate(1), channel.size());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long sent = channel.transferTo(2, 7, Channels.newChannel(out));
      var map = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(9, channel.size()));
      return List.of(some, behind, buffer.flip(), out, sent, map.hashCode(), channel.position())
          + answer(() -> channel.write(ByteBuffer.allocate(1)));
    }
  }

  private static String asynchronous(Path path) throws Exception {
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(path)) {
      ByteBuffer buffer = ByteBuffer.allocate(5);
      int some = channel.read(buffer, 3).get();
      int behind = channel.read(ByteBuffer.allocate(1), channel.size() + 1).get();
      return List.of(channel.size(), some, behind, buffer.flip()).toString();
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  private static String copy(Path path, CopyOption... options) throws IOException {
    Path directory = Files.createTempDirectory("copy");
    Path target = directory.resolve("target");
    try {
      Files.copy(path, target, options);
      return attributes(target, NOFOLLOW) + (Files.isRegularFile(target) ? Files.size(target) : "");
    } finally {
      Files.deleteIfExists(target);
      Files.delete(directory);
    }
  }

  private static String permissions(Path path) throws IOException {
    Set<PosixFilePermission> permissions =
        EnumSet.copyOf(Files.getPosixFilePermissions(path, NOFOLLOW));
    permissions.removeIf(permission -> permission.name().endsWith("_WRITE"));
    return permissions.toString();
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private static Set<String> filter(Path path) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, Files::isDirectory)) {
      return paths(StreamSupport.stream(entries.spliterator(), false));
    }
  }

  @SuppressWarnings("try") // closes by itself before the end
  private static String iterate(Path path) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      Iterator<Path> iterator = entries.iterator();
      List<String> answers = new ArrayList<>();
      answers.add(answer(entries::iterator));
      iterator.forEachRemaining(entry -> {});
      answers.add(answer(iterator::next));
      answers.add(
          answer(
              () -> {
                iterator.remove();
                return null;
              }));
      entries.close();
      answers.add(answer(entries::iterator));
      answers.add("" + iterator.hasNext());
      return answers.toString();
    }
  }

  /** Returns the answer, a value or an exception, with the root's name taken out. */
  static String ask(String question, Path root, String path) {
    Path asked = path.isEmpty() ? root : root.resolve(path);
    String answer = answer(() -> ALL.get(question).ask(asked));
    return root.getNameCount() == 0
        ? answer
        : answer.replace(root + "/", "/").replace(root.toString(), "/");
  }

  private static String answer(Callable<?> question) {
    try {
      return String.valueOf(question.call());
    } catch (UncheckedIOException e) {
      return exception(e.getCause());
    } catch (Exception e) {
      return exception(e);
    }
  }

  private static String exception(Exception e) {
    String file = e instanceof FileSystemException known ? ": " + known.getFile() : "";
    return e.getClass().getSimpleName() + file;
  }
}
