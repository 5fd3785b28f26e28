package io.docteur.make;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.RandomTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of local repositories that are damaged, or lack objects. */
@NeedsGit
class DamagedRepositoryTest {
  private static final String BATCH = "--batch-check=%(objectname)";

  @TempDir Path temp;
  private Path repository;
  private Path image;

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Git.init(temp.resolve("repository"));
    image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
  }

  private String commitFiles() throws IOException {
    new RandomTree(new Random(7)).fillWithVersions(repository, 300);
    return Git.commitAll(repository);
  }

  private void fails(Path source, String ref, String message) {
    assertThatThrownBy(() -> ImageMaker.from(source).ref(ref).make(image))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void aDamagedPackIsNotSaidToBeAnImage() throws IOException {
    Files.writeString(repository.resolve("file"), "text");
    Git.commitAll(repository);
    Git.run(temp, "clone", "-q", "--bare", repository.toString(), "bare.git");
    Path bare = temp.resolve("bare.git");
    Git.run(bare, "repack", "-adq");
    Path pack = packOf(bare.resolve("objects"));
    String tree = Git.line(repository, "rev-parse", "HEAD^{tree}");
    String entry =
        Git.line(repository, "verify-pack", "-v", pack.toString())
            .lines()
            .filter(line -> line.startsWith(tree))
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(pack);
    bytes[Integer.parseInt(entry.split(" +")[4])] = 0; // of no type
    Files.delete(pack);
    Files.write(pack, bytes);
    fails(bare, null, ".pack: damaged: ");
  }

  private static Path packOf(Path objects) throws IOException {
    try (Stream<Path> files = Files.list(objects.resolve("pack"))) {
      return files.filter(f -> f.toString().endsWith(".pack")).findFirst().orElseThrow();
    }
  }

  @Test
  void aPackThatIsDamagedIsNeverCopied() throws IOException {
    commitFiles();
    Git.run(repository, "repack", "-adfq");
    Path pack = packOf(repository.resolve(".git/objects"));
    byte[] bytes = Files.readAllBytes(pack);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(pack);
    Files.write(pack, bytes);
    assertThatThrownBy(() -> ImageMaker.from(repository).make(image))
        .isInstanceOf(FileSystemException.class);
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void anObjectThatSaysItIsLargerThanItIsTakesNoMemoryForThat() throws IOException {
    String tree = "1".repeat(40);
    Path loose = repository.resolve(".git/objects/11").resolve(tree.substring(2));
    Files.createDirectory(loose.getParent());
    try (OutputStream out = new DeflaterOutputStream(Files.newOutputStream(loose))) {
      out.write("tree 2000000000\0none".getBytes(US_ASCII));
    }
    String content = "tree " + tree + "\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nlarge\n";
    byte[] commit = content.getBytes(US_ASCII);
    Git.run(repository, commit, "hash-object", "-t", "commit", "-w", "--stdin");
    String id = ObjectId.of(ObjectType.COMMIT, commit).toString();
    fails(repository, id, "tree " + tree + " is damaged: ");
  }

  private String writeCommit(String content) throws IOException {
    byte[] bytes = content.getBytes(US_ASCII);
    Git.run(repository, bytes, "hash-object", "-t", "commit", "-w", "--literally", "--stdin");
    return ObjectId.of(ObjectType.COMMIT, bytes).toString();
  }

  @Test
  void aTreeThatTakesAnObjectForOneOfAnotherTypeIsRefused() throws IOException {
    String commit = commitFiles();
    String blob = Git.line(repository, "rev-parse", "HEAD:d0/f0");
    String tree = Git.line(repository, "rev-parse", "HEAD:d0");
    Map<String, String> messages = new LinkedHashMap<>();
    messages.put(commitOf("100644 a", commit), "blob " + commit + " cannot be read: ");
    messages.put(commitOf("100644 a", tree), "blob " + tree + " cannot be read: ");
    messages.put(commitOf("40000 a", tree, "100644 b", tree), "blob " + tree);
    messages.put(commitOf("100644 a", blob, "40000 b", blob), "tree " + blob);
    messages.forEach((id, message) -> fails(repository, id, message));
    for (String id : messages.keySet()) {
      Git.run(repository, "tag", "t" + id, id);
    }
    String all =
        new String(Git.run(repository, "cat-file", "--batch-all-objects", BATCH), US_ASCII);
    Path packs = repository.resolve(".git/objects/pack/pack");
    Git.run(repository, all.getBytes(US_ASCII), "pack-objects", "-q", packs.toString());
    Git.run(repository, "prune-packed", "-q");
    messages.forEach((id, message) -> fails(repository, id, message));
  }

  /** Writes a commit of a root with entries, each a mode and a name, then an id. */
  private String commitOf(String... entries) throws IOException {
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    for (int i = 0; i < entries.length; i += 2) {
      tree.writeBytes((entries[i] + "\0").getBytes(US_ASCII));
      tree.writeBytes(HexFormat.of().parseHex(entries[i + 1]));
    }
    byte[] content = tree.toByteArray();
    Git.run(repository, content, "hash-object", "-t", "tree", "-w", "--literally", "--stdin");
    String who = "A <a> 1 +0000\n";
    return writeCommit(
        "tree %s\nauthor %scommitter %s\nm\n"
            .formatted(ObjectId.of(ObjectType.TREE, content), who, who));
  }

  @Test
  void anIndexThatHasTwoObjectsAtOnePositionIsRefused() throws IOException {
    for (int i = 0; i < 40; i++) {
      Files.writeString(repository.resolve("f" + i), "file " + i);
    }
    Git.commitAll(repository);
    for (int i = 0; i < 40; i += 2) { // entries of the history lie between those of the image
      Files.delete(repository.resolve("f" + i));
    }
    Git.commitAll(repository);
    Git.run(repository, "repack", "-adfq");
    Path pack = packOf(repository.resolve(".git/objects"));
    Path index = pack.resolveSibling(pack.getFileName().toString().replace(".pack", ".idx"));
    ByteBuffer sound = ByteBuffer.wrap(Files.readAllBytes(index));
    Files.delete(index);
    int count = sound.getInt(1028);
    int offsets = 1032 + 24 * count;
    for (int rank = 1; rank < count; rank++) {
      ByteBuffer damaged = ByteBuffer.wrap(sound.array().clone());
      damaged.putInt(offsets + 4 * rank, sound.getInt(offsets + 4 * (rank - 1)));
      Files.write(index, damaged.array());
      assertThatThrownBy(() -> ImageMaker.from(repository).make(image))
          .isInstanceOf(FileSystemException.class);
    }
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void aCommitThatIsDamagedIsNamed() throws IOException {
    commitFiles();
    String tree = "tree " + Git.line(repository, "rev-parse", "HEAD^{tree}") + "\n";
    String who = "A <a> 1 +0000\n";
    String open = writeCommit(tree.strip() + " \nauthor " + who + "committer " + who + "\nm\n");
    fails(repository, open, repository + ": commit " + open + " is damaged: badTreeSha1: ");
    String treeless = writeCommit("tree none\nauthor " + who + "committer " + who + "\nm\n");
    fails(repository, treeless, repository + ": " + treeless + " stands for a damaged commit");
  }

  @Test
  void aTagThatIsDamagedIsNamed() throws IOException {
    byte[] content =
        ("object " + commitFiles() + "\ntype commit\n\nm\n").getBytes(StandardCharsets.UTF_8);
    byte[] id =
        Git.run(repository, content, "hash-object", "--literally", "-t", "tag", "-w", "--stdin");
    String nameless = new String(id, StandardCharsets.UTF_8).strip();
    fails(repository, nameless, repository + ": " + nameless + " stands for a damaged tag");
  }

  @Test
  void anObjectThatACrashHasLeftEmptyIsNamed() throws IOException {
    String commit = commitFiles();
    for (String name : List.of("HEAD:d0/f0", "HEAD:d0", "HEAD")) {
      String id = Git.line(repository, "rev-parse", name);
      String type = Git.line(repository, "cat-file", "-t", id);
      Path file = loose(id);
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      Files.createFile(file);
      String what = type.equals("commit") ? "HEAD" : type + " " + id;
      fails(repository, null, repository + ": " + what + " cannot be read: ");
      Files.write(file, content);
    }
    assertThat(ImageMaker.from(repository).make(image).commit()).isEqualTo(commit);
  }

  private Path loose(String id) {
    return repository.resolve(".git/objects").resolve(id.substring(0, 2)).resolve(id.substring(2));
  }

  @Test
  void missingObjectsAreCounted() throws IOException {
    commitFiles();
    for (String path : List.of("d0/f0", "d0/f1")) {
      Files.delete(loose(Git.line(repository, "rev-parse", "HEAD:" + path)));
    }
    fails(repository, null, "2 objects are missing, first ");
  }
}
