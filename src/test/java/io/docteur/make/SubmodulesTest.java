package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import io.docteur.testing.GitDaemon;
import io.docteur.testing.NeedsGit;
import io.docteur.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in which submodules are directories. The oracle is what git checks out. */
@NeedsGit
class SubmodulesTest {
  private static final String[] FILES_ALLOWED = {"-c", "protocol.file.allow=always"};

  @TempDir Path temp;
  private Path root;
  private Path image;
  private String commit;
  private GitDaemon daemon;

  /** A project with a submodule that has one, twice the same, with URLs that are relative. */
  @BeforeEach
  void makeRepositories() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
    image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
    Path inner = project("inner");
    Git.commitAll(inner);
    Path middle = project("middle");
    addSubmodule(middle, "../inner", "lib.d/inner");
    Git.commitAll(middle);
    Path outer = project("outer");
    addSubmodule(outer, "../middle", "z/lib");
    addSubmodule(outer, "./../inner/", "z/lib-inner");
    Files.writeString(outer.resolve("z/lib.c"), "sorts before the directory lib");
    commit = Git.commitAll(outer);
    daemon = GitDaemon.serve(root, temp.resolve("daemon.log"));
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }

  private Path project(String name) throws IOException {
    Path project = Git.init(root.resolve(name));
    Files.createDirectories(project.resolve("d"));
    Files.writeString(project.resolve("d/" + name), name);
    Files.writeString(project.resolve("README"), "of " + name);
    return project;
  }

  private static void addSubmodule(Path project, String url, String path) throws IOException {
    git(project, "submodule", "--quiet", "add", "--name", "its/" + path, url, path);
  }

  private static void git(Path directory, String... arguments) throws IOException {
    String[] all =
        Stream.concat(Stream.of(FILES_ALLOWED), Stream.of(arguments)).toArray(String[]::new);
    Git.run(directory, all);
  }

  private MadeImage make(String source) throws IOException {
    ImageMaker.from(source).submodules(true).make(image);
    assertThat(image.getParent().toFile().list()).containsExactly("disk.img");
    Verifier.verify(image, 1, problem -> assertThat(problem).isNull(), (done, total) -> {});
    return MadeImage.takeApart(image, temp.resolve("apart")).isAcceptedByGit();
  }

  private void holdsWhatGitChecksOut(MadeImage made) throws IOException {
    Path clone = temp.resolve("clone");
    git(temp, "clone", "-q", "--recurse-submodules", root.resolve("outer").toString(), "clone");
    Path checkedOut = Files.createDirectory(temp.resolve("checkedOut"));
    made.git("--work-tree=" + checkedOut, "checkout", "-q", "-f", made.commit(), "--", ".");
    assertThat(files(checkedOut)).isEqualTo(files(clone)).hasSizeGreaterThan(9);
  }

  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        if (!List.of(name.split("/")).contains(".git")) {
          files.put(name, Files.readString(file));
        }
      }
    }
    return files;
  }

  @Test
  void theSubmodulesOfARemoteRepositoryAreFetched() throws IOException {
    holdsWhatGitChecksOut(make(daemon.url("outer")));
  }

  @Test
  void theSubmodulesThatGitKeepsAreTakenFromThere() throws IOException {
    git(temp, "clone", "-q", "--recurse-submodules", root.resolve("outer").toString(), "here");
    daemon.close();
    Files.move(root.resolve("inner"), root.resolve("gone"));
    Files.move(root.resolve("middle"), root.resolve("gone2"));
    MadeImage made = make(temp.resolve("here").toString());
    Files.move(root.resolve("gone"), root.resolve("inner"));
    Files.move(root.resolve("gone2"), root.resolve("middle"));
    holdsWhatGitChecksOut(made);
  }

  @Test
  void theSubmodulesOfACloneWithoutThemAreFetched() throws IOException {
    Git.run(temp, "clone", "-q", daemon.url("outer"), "here");
    holdsWhatGitChecksOut(make(temp.resolve("here").toString()));
    Files.delete(image);
    Path partial = temp.resolve("partial");
    Git.run(root.resolve("outer"), "config", "uploadpack.allowFilter", "true");
    Git.run(temp, "clone", "-q", "-n", "--filter=tree:0", daemon.url("outer"), partial.toString());
    ImageMaker.from(partial).submodules(true).make(image);
  }

  @Test
  void theCommitIsOneOfItsOwnWhoseParentIsTheOneThatWasAskedFor() throws IOException {
    MadeImage made = make(daemon.url("outer"));
    String content = new String(made.git("cat-file", "-p", made.commit()), StandardCharsets.UTF_8);
    String original =
        new String(
            Git.run(root.resolve("outer"), "cat-file", "-p", commit), StandardCharsets.UTF_8);
    String[] heads = {"tree [0-9a-f]+\n", "parent [0-9a-f]+\n"};
    assertThat(content).contains("parent " + commit + "\n");
    for (String head : heads) {
      content = content.replaceFirst(head, "");
      original = original.replaceFirst(head, "");
    }
    assertThat(content).isEqualTo(original);
    String first = made.commit();
    assertThat(ImageMaker.from(daemon.url("outer")).submodules(true).make(image).commit())
        .isEqualTo(first);
  }

  @Test
  void aCommitWithoutSubmodulesStaysAsItIs() throws IOException {
    String inner = Git.line(root.resolve("inner"), "rev-parse", "HEAD");
    assertThat(make(daemon.url("inner")).commit()).isEqualTo(inner);
  }

  @Test
  void whatIsNotToBeUpdatedStaysAGitlinkWithANotice() throws IOException {
    Path outer = root.resolve("outer");
    Git.run(outer, "config", "-f", ".gitmodules", "submodule.its/z/lib.update", "none");
    Git.commitAll(outer);
    Summary made = ImageMaker.from(daemon.url("outer")).submodules(true).make(image);
    assertThat(made.notices()).hasSize(1).allMatch(notice -> notice.endsWith("submodule z/lib"));
  }

  @Test
  void whatCannotBeFoundIsSaidInOneLine() throws IOException {
    Path outer = root.resolve("outer");
    String module = "submodule z/lib: ";
    fails(outer, "file:///nowhere", module + "its URL is a path, which is followed only where");
    Git.run(outer, "config", "protocol.file.allow", "always");
    fails(outer, "file:///nowhere", module + "no such repository: /nowhere");
    fails(outer, root.resolve("inner").toString(), module + root.resolve("inner") + " lacks");
    fails(outer, "git://127.0.0.1:1/x", module + "git://127.0.0.1:1/x: ");
    fails(outer, "ftp://host/x", module + "sources cannot be of the scheme ftp");
    Git.run(outer, "config", "-f", ".gitmodules", "--remove-section", "submodule.its/z/lib");
    Git.commitAll(outer);
    fails(outer, null, module + ".gitmodules does not say where it comes from");
    Files.writeString(outer.resolve(".gitmodules"), "[submodule");
    Git.run(outer, "commit", "-q", "-a", "-m", "damaged");
    fails(outer, null, ": .gitmodules cannot be understood");
  }

  private void fails(Path outer, String url, String message) throws IOException {
    if (url != null) {
      Git.run(outer, "config", "-f", ".gitmodules", "submodule.its/z/lib.url", url);
      Git.commitAll(outer);
    }
    Path bare = temp.resolve("bare" + System.nanoTime());
    Git.run(temp, "clone", "-q", "--bare", outer.toString(), bare.toString());
    Git.run(bare, "config", "remote.origin.url", daemon.url("outer"));
    if (Git.line(outer, "config", "--default=no", "protocol.file.allow").equals("always")) {
      Git.run(bare, "config", "protocol.file.allow", "always");
    }
    assertThatThrownBy(() -> ImageMaker.from(bare).submodules(true).make(image))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    assertThat(image.getParent()).isEmptyDirectory();
  }
}
