package io.docteur.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.art.NodeBuffer;
import io.docteur.image.ImageOptions;
import io.docteur.image.ImageParts;
import io.docteur.storage.Storage;
import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutCheckTest {
  @TempDir Path directory;

  @Test
  void aTreeThatLiesInTwoPlacesHasOneDirectory() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    for (String name : new String[] {"a", "b", "c"}) {
      Files.writeString(Files.createDirectory(repository.resolve(name)).resolve("f"), "text");
    }
    Git.commitAll(repository);
    Path image = TestImages.fromGit(repository, "HEAD", directory.resolve("x.img"));
    try (ImageParts parts = ImageParts.open(Storage.open(image, false), ImageOptions.defaults())) {
      assertThat(problems(parts, false)).isEmpty();
      assertThat(problems(parts, true))
          .containsExactly(
              "the layout of this tree is wrong: a second directory for the tree of b");
    }
  }

  @Test
  void aSizeOfWhatTheImageDoesNotHoldIsWrong() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    String module = "160000,0123456789012345678901234567890123456789,module";
    Git.run(repository, "update-index", "--add", "--cacheinfo", module);
    Git.run(repository, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "-m", "one");
    Path image = TestImages.fromGit(repository, "HEAD", directory.resolve("x.img"));
    try (ImageParts parts = ImageParts.open(Storage.open(image, false), ImageOptions.defaults())) {
      int root = parts.index().rank(parts.commit(parts.commitId()).tree());
      NodeBuffer nodes = new NodeBuffer();
      UnaryOperator<Entry> sized =
          entry ->
              new Entry(entry.name(), entry.kind(), entry.rank(), 5, entry.art(), entry.absent());
      EntryCodec codec = new EntryCodec(parts.index().count());
      long art = LayoutBuilder.encode(parts.trees().read(root), codec, sized, nodes);
      List<String> problems = new ArrayList<>();
      LayoutCheck.check(
          parts.trees(),
          new StoredArts(nodes, art, nodes.bytes()),
          root,
          rank -> size(parts, rank),
          (rank, problem) -> problems.add(problem));
      assertThat(problems).containsExactly("the layout of this tree is wrong: the size of module");
    }
  }

  private static long size(ImageParts parts, int rank) {
    try {
      return parts.pack().size(parts.index().offset(rank));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what is wrong with a layout that has each subdirectory once, or again and again. */
  private static List<String> problems(ImageParts parts, boolean again) throws IOException {
    Trees trees = parts.trees();
    int root = parts.index().rank(parts.commit(parts.commitId()).tree());
    EntryCodec codec = new EntryCodec(trees.index().count());
    NodeBuffer nodes = new NodeBuffer();
    TreeListing listing = trees.read(root);
    List<Long> arts = new ArrayList<>();
    for (int i = 0; i < listing.size(); i++) {
      boolean fresh = again || i == 0;
      arts.add(fresh ? encode(trees.read(listing.get(i)), codec, nodes) : arts.get(0));
    }
    UnaryOperator<Entry> inPlace =
        entry ->
            new Entry(
                entry.name(),
                entry.kind(),
                entry.rank(),
                entry.size(),
                arts.get(entry.name()[0] - 'a'),
                null);
    long art = LayoutBuilder.encode(listing, codec, inPlace, nodes);
    List<String> problems = new ArrayList<>();
    LayoutCheck.check(
        trees,
        new StoredArts(nodes, art, nodes.bytes()),
        root,
        rank -> "text".length(),
        (rank, problem) -> problems.add(problem));
    return problems;
  }

  private static long encode(TreeListing listing, EntryCodec codec, NodeBuffer nodes)
      throws IOException {
    return LayoutBuilder.encode(listing, codec, UnaryOperator.identity(), nodes);
  }
}
