package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An image taken apart into a fresh repository, where git says what it thinks of it. */
public final class MadeImage {
  private static final int PACK_START = 28;
  private static final int FAN_OUT_END = 8 + 1024;
  private static final int ID = 20;

  private final Path repository;
  private final Path pack;
  private final Path index;
  private final String commit;

  private MadeImage(Path repository, Path pack, Path index, String commit) {
    this.repository = repository;
    this.pack = pack;
    this.index = index;
    this.commit = commit;
  }

  /**
   * Takes a small image apart.
   *
   * @param directory where the repository is made; must not exist
   */
  public static MadeImage takeApart(Path image, Path directory) throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    String commit = HexFormat.of().formatHex(bytes, 0, ID);
    int indexStart = 0;
    for (int i = 7; i >= 0; i--) {
      indexStart = indexStart << 8 | bytes[ID + i] & 0xff;
    }
    int count = java.nio.ByteBuffer.wrap(bytes).getInt(indexStart + FAN_OUT_END - 4);
    int indexEnd = indexStart + FAN_OUT_END + count * 28 + 2 * ID;
    byte[] checksum = Arrays.copyOfRange(bytes, indexEnd - 2 * ID, indexEnd - ID);
    int packEnd = find(bytes, checksum) + ID;
    Git.init(directory);
    Path packs = directory.resolve(".git/objects/pack");
    Path pack = packs.resolve("pack-image.pack");
    Path index = packs.resolve("pack-image.idx");
    Files.write(pack, Arrays.copyOfRange(bytes, PACK_START, packEnd));
    Files.write(index, Arrays.copyOfRange(bytes, indexStart, indexEnd));
    return new MadeImage(directory, pack, index, commit);
  }

  private static int find(byte[] bytes, byte[] wanted) {
    for (int i = PACK_START; ; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
  }

  String commit() {
    return commit;
  }

  String rootTree() throws IOException {
    return Git.line(repository, "rev-parse", commit + "^{tree}");
  }

  /** Demands that git finds nothing wrong and would have written the same index. */
  MadeImage isAcceptedByGit() throws IOException {
    String content = new String(git("cat-file", "commit", commit), StandardCharsets.ISO_8859_1);
    if (content.contains("\nparent ")) {
      Files.writeString(repository.resolve(".git/shallow"), commit + "\n");
    }
    Path gits = repository.resolve("git.idx");
    git("index-pack", "--strict", "-o", gits.toString(), pack.toString());
    assertThat(index).hasSameBinaryContentAs(gits);
    git("update-ref", "refs/heads/main", commit);
    git("fsck", "--full", "--strict");
    return this;
  }

  /** Returns what {@code git ls-tree -r -t} prints of the whole tree. */
  String listing() throws IOException {
    return new String(git("ls-tree", "-r", "-t", "-z", commit), StandardCharsets.ISO_8859_1);
  }

  /** Returns the delta depth of each object that is a delta, as {@code verify-pack} tells. */
  Map<String, Integer> deltaDepths() throws IOException {
    return deltaDepths(repository, index);
  }

  /** Returns the delta depth of each object of a type that is a delta. */
  Map<String, Integer> deltaDepths(String type) throws IOException {
    return deltaDepths(repository, index, type);
  }

  static Map<String, Integer> deltaDepths(Path repository, Path index) throws IOException {
    return deltaDepths(repository, index, "");
  }

  static Map<String, Integer> deltaDepths(Path repository, Path index, String type)
      throws IOException {
    Map<String, Integer> depths = new TreeMap<>();
    byte[] output = Git.run(repository, "verify-pack", "-v", index.toString());
    for (String line : new String(output, StandardCharsets.US_ASCII).lines().toList()) {
      List<String> words = List.of(line.trim().split("\\s+"));
      if (words.size() == 7 && words.get(1).startsWith(type)) {
        depths.put(words.get(0), Integer.valueOf(words.get(5)));
      }
    }
    return depths;
  }

  /** Returns the bases of all deltas by the ids of their objects. */
  Map<String, String> bases() throws IOException {
    Map<String, String> bases = new TreeMap<>();
    for (String[] words : objects()) {
      if (words.length == 7) {
        bases.put(words[0], words[6]);
      }
    }
    return bases;
  }

  /** Returns the id of what lies at a path. */
  String id(String path) throws IOException {
    return new String(git("rev-parse", commit + ":" + path), StandardCharsets.US_ASCII).trim();
  }

  /**
   * Returns what {@code git verify-pack} says of each object, in words: id, type, size and so on.
   */
  public List<String[]> objects() throws IOException {
    byte[] output = Git.run(repository, "verify-pack", "-v", index.toString());
    return new String(output, StandardCharsets.US_ASCII)
        .lines()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length == 5 || words.length == 7)
        .toList();
  }

  /** Returns the ids of the objects in the order of their entries. */
  List<String> order() throws IOException {
    byte[] output = Git.run(repository, Files.readAllBytes(index), "show-index");
    TreeMap<Long, String> byOffset = new TreeMap<>();
    for (String line : new String(output, StandardCharsets.US_ASCII).lines().toList()) {
      String[] words = line.split(" ");
      byOffset.put(Long.valueOf(words[0]), words[1]);
    }
    return List.copyOf(byOffset.values());
  }

  byte[] git(String... arguments) throws IOException {
    return Git.run(repository, arguments);
  }
}
