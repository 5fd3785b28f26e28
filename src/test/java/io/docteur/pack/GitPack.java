package io.docteur.pack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.docteur.storage.ByteBoundedCache;
import io.docteur.storage.Storage;
import io.docteur.testing.Git;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** A pack and its index that git wrote, open for reading. */
final class GitPack implements Closeable {
  static final PackLimits LIMITS = new PackLimits(64 << 20, null);

  final Path packFile;
  final Path indexFile;
  final Storage storage;
  final Storage indexStorage;
  final PackIndex index;

  private GitPack(Path packFile, Path indexFile) throws IOException {
    this.packFile = packFile;
    this.indexFile = indexFile;
    this.storage = Storage.open(packFile, false);
    this.indexStorage = Storage.open(indexFile, false);
    this.index = PackIndex.open(indexStorage, 0);
  }

  /** Opens a pack file beside which its index lies. */
  static GitPack open(Path packFile) throws IOException {
    String name = packFile.getFileName().toString().replace(".pack", ".idx");
    return new GitPack(packFile, packFile.resolveSibling(name));
  }

  /** Packs everything in a repository, with the options that are given. */
  static GitPack of(Path repository, String... options) throws IOException {
    Path directory = Files.createTempDirectory(repository, "packed");
    List<String> command = new ArrayList<>(List.of("pack-objects", "-q", "--all"));
    command.addAll(List.of(options));
    command.add(directory.resolve("p").toString());
    Git.run(repository, command.toArray(String[]::new));
    try (Stream<Path> files = Files.list(directory)) {
      return open(files.filter(f -> f.toString().endsWith(".pack")).findFirst().orElseThrow());
    }
  }

  /** Has git index a pack that was laid by hand. */
  static GitPack index(Path packFile, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("index-pack"));
    command.addAll(List.of(options));
    command.add(packFile.toString());
    Git.run(packFile.toAbsolutePath().getParent(), command.toArray(String[]::new));
    return open(packFile);
  }

  /** Makes a repository of files that resemble each other, in so many versions. */
  static Path repository(Path directory, int files, int versions) throws IOException {
    Git.init(directory);
    Random random = new Random(files * 31L + versions);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      text.append("line ").append(random.nextInt(1_000_000)).append('\n');
    }
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    for (int version = 1; version <= versions; version++) {
      String message = "version " + version;
      script.writeBytes(
          ("commit refs/heads/main\ncommitter A U Thor <author@example.com> "
                  + (1_600_000_000 + version)
                  + " +0200\n")
              .getBytes(UTF_8));
      script.writeBytes(("data " + message.length() + "\n" + message + "\n").getBytes(UTF_8));
      for (int file = 0; file < files; file++) {
        int at = random.nextInt(text.length());
        text.insert(at, "change " + version + " of " + file + "\n");
        byte[] content = text.substring(0, text.length() - file).getBytes(UTF_8);
        script.writeBytes(
            ("M 100644 inline d" + file % 7 + "/f" + file + "\ndata " + content.length + "\n")
                .getBytes(UTF_8));
        script.writeBytes(content);
        script.write('\n');
      }
      script.write('\n');
    }
    Git.run(directory, script.toByteArray(), "fast-import", "--quiet");
    return directory;
  }

  Pack pack(long cacheBytes, PackLimits limits) {
    return new Pack(
        storage,
        0,
        storage.size() - ObjectId.LENGTH,
        index,
        new ByteBoundedCache(cacheBytes),
        limits);
  }

  /** Returns all objects of the pack as git has them. */
  Map<ObjectId, GitObject> objects(Path repository) throws IOException {
    StringBuilder ids = new StringBuilder();
    for (int rank = 0; rank < index.count(); rank++) {
      ids.append(index.id(rank)).append('\n');
    }
    byte[] output = Git.run(repository, ids.toString().getBytes(US_ASCII), "cat-file", "--batch");
    Map<ObjectId, GitObject> objects = new LinkedHashMap<>();
    for (int at = 0; at < output.length; ) {
      int end = at;
      while (output[end] != '\n') {
        end++;
      }
      String[] head = new String(output, at, end - at, US_ASCII).split(" ");
      int size = Integer.parseInt(head[2]);
      ObjectType type = ObjectType.valueOf(head[1].toUpperCase(java.util.Locale.ROOT));
      objects.put(
          ObjectId.fromHex(head[0]),
          new GitObject(type, Arrays.copyOfRange(output, end + 1, end + 1 + size)));
      at = end + 1 + size + 1;
    }
    return objects;
  }

  @Override
  public void close() throws IOException {
    storage.close();
    indexStorage.close();
  }

  /** An object as git has it. */
  record GitObject(ObjectType type, byte[] content) {}
}
