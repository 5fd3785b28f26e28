package io.docteur.image;

import io.docteur.layout.Directory;
import io.docteur.layout.Entry;
import io.docteur.layout.EntryKind;
import io.docteur.pack.ObjectId;
import io.docteur.pack.PackIndex;
import io.docteur.storage.Bytes;
import io.docteur.storage.Storage;
import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Images of one small repository: as git's pack has it, and completed by {@link ImageWriter}. */
final class SampleImages {
  private SampleImages() {}

  /** Makes a repository with every kind of entry, and names that git and bytes sort differently. */
  static Path repository(Path directory) throws IOException {
    Git.run(directory, "init", "-q");
    for (String name : List.of("foo.c", "foo/bar", "foo-bar", "deep/er/est/file", "é", "z z")) {
      write(directory.resolve(name), "content of " + name + "\n");
    }
    for (int i = 0; i < 50; i++) {
      write(directory.resolve("many/file-" + i + ".txt"), "the same text, and " + i + "\n");
      write(directory.resolve("same/file-" + i + ".txt"), "the same text, and " + i + "\n");
    }
    write(directory.resolve("empty"), "");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("foo/bar"));
    Files.createFile(directory.resolve("run"));
    directory.resolve("run").toFile().setExecutable(true);
    Git.run(directory, "add", "-A");
    Git.run(
        directory,
        "update-index",
        "--add",
        "--cacheinfo",
        "160000,0123456789012345678901234567890123456789,module");
    Git.run(
        directory,
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "commit",
        "-q",
        "-m",
        "one");
    return directory;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Makes an image that carries no layout out of a repository's HEAD. */
  static Path withoutLayout(Path repository, Path image) throws IOException {
    return TestImages.fromGit(repository, "HEAD", image);
  }

  /** Makes an image of the same pack that carries a layout. */
  static Path withLayout(Path withoutLayout, Path image) throws IOException {
    byte[] bytes = Files.readAllBytes(withoutLayout);
    long indexPosition = Bytes.getLongLittleEndian(bytes, ImageFormat.INDEX_POSITION);
    try (Image source = open(withoutLayout, ImageOptions.defaults());
        Storage storage = Storage.open(withoutLayout, false)) {
      PackIndex index = PackIndex.open(storage, indexPosition);
      int packEnd = packEnd(bytes, (int) indexPosition, index.packChecksum());
      byte[] start = Arrays.copyOf(bytes, packEnd);
      Arrays.fill(start, 0, ImageFormat.PACK_START, (byte) 0);
      Files.write(image, start);
      ImageWriter.complete(
          image,
          index,
          rank -> size(source, rank),
          Collections.emptySortedMap(),
          index.packChecksum(),
          source.commitId(),
          ImageFormat.DEFAULT_BLOCK_SIZE,
          true);
    }
    return image;
  }

  private static long size(Image image, int rank) {
    try {
      return image.pack().size(image.index().offset(rank));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int packEnd(byte[] bytes, int indexPosition, ObjectId checksum) {
    for (int end = indexPosition; end > 0; end--) {
      if (ObjectId.fromBytes(bytes, end - ObjectId.LENGTH).equals(checksum)) {
        return end;
      }
    }
    throw new IllegalArgumentException("no pack");
  }

  static Image open(Path image, ImageOptions options) throws IOException {
    return Image.open(Storage.open(image, false), options);
  }

  static ImageOptions mode(ImageOptions.Mode mode) {
    ImageOptions defaults = ImageOptions.defaults();
    return new ImageOptions(
        mode,
        defaults.cacheBytes(),
        defaults.maxObjectMemory(),
        defaults.spillDirectory(),
        false,
        defaults.inflating(),
        null);
  }

  /** Returns what the image says of one path of the {@link #contents}, looked up name by name. */
  static String lookUp(Image image, String path) throws IOException {
    Entry entry = image.layout().root();
    for (String name : path.substring(1).split("/", -1)) {
      entry = image.layout().directory(entry).find(name.getBytes(StandardCharsets.UTF_8));
    }
    return describe(image, entry);
  }

  /** Returns every path with what the image says of it: mode, id, size. */
  static Map<String, String> contents(Image image) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    add(image, image.layout().root(), "", contents);
    return contents;
  }

  private static void add(Image image, Entry directory, String path, Map<String, String> contents)
      throws IOException {
    Directory.Cursor cursor = image.layout().directory(directory).entries();
    byte[] previous = null;
    for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
      if (previous != null && Arrays.compareUnsigned(previous, entry.name()) >= 0) {
        throw new AssertionError("not in the order of bytes: " + entry.printableName());
      }
      previous = entry.name();
      String child = path + "/" + new String(entry.name(), StandardCharsets.UTF_8);
      contents.put(child, describe(image, entry));
      if (entry.kind() == EntryKind.DIRECTORY) {
        add(image, entry, child, contents);
      }
    }
  }

  private static String describe(Image image, Entry entry) throws IOException {
    String mode = Integer.toOctalString(entry.kind().mode());
    String size = entry.kind() == EntryKind.DIRECTORY ? "-" : Long.toString(image.size(entry));
    return mode + " " + image.id(entry) + " " + size;
  }
}
