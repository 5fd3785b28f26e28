package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.docteur.testing.Git;
import io.docteur.testing.GitDaemon;
import io.docteur.testing.GitHttpServer;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.Proxy;
import io.docteur.testing.RandomTree;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of clones that lack objects, which their remote has. */
@NeedsGit
class PartialCloneTest {
  @TempDir Path temp;
  private Path work;
  private Path root;
  private Path server;
  private Path image;
  private String commit;
  private GitDaemon daemon;

  @BeforeEach
  void makeRepositories() throws IOException {
    work = Git.init(temp.resolve("work"));
    root = Files.createDirectory(temp.resolve("root"));
    server = root.resolve("srv.git");
    image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
    new RandomTree(new Random(7)).fillWithVersions(work, 300);
    commit = Git.commitAll(work);
    Git.run(root, "clone", "-q", "--bare", work.toString(), "srv.git");
    Git.run(server, "config", "uploadpack.allowFilter", "true");
    Git.run(server, "config", "uploadpack.allowAnySHA1InWant", "true");
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }

  private Path clone(String url, String... options) throws IOException {
    List<String> command =
        Stream.of(Stream.of("clone", "-q"), Stream.of(options), Stream.of(url, "partial"))
            .flatMap(words -> words)
            .toList();
    Git.run(temp, command.toArray(String[]::new));
    return temp.resolve("partial");
  }

  /** The image is the whole commit, and the clone is as poor as it was. */
  private void isMadeWhole(Path clone) throws IOException {
    List<String> before = names(clone);
    ImageMaker.from(clone).make(image);
    assertThat(names(clone)).isEqualTo(before);
    assertThat(image.getParent().toFile().list()).containsExactly("disk.img");
    MadeImage made = MadeImage.takeApart(image, temp.resolve("apart")).isAcceptedByGit();
    assertThat(made.commit()).isEqualTo(commit);
  }

  private static List<String> names(Path clone) throws IOException {
    try (Stream<Path> walk = Files.walk(clone)) {
      return walk.map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob:none", "tree:0", "blob:limit=2000", "tree:2"})
  void whatIsMissingComesFromTheServer(String filter) throws IOException {
    daemon = GitDaemon.serve(root, temp.resolve("daemon.log"));
    isMadeWhole(clone(daemon.url("srv.git"), "--no-checkout", "--filter=" + filter));
  }

  @Test
  void whatIsMissingComesOverHttp() throws IOException {
    try (GitHttpServer http = new GitHttpServer(root, null, "", "")) {
      String url = "http://127.0.0.1:" + http.port() + "/open/srv.git";
      isMadeWhole(clone(url, "--bare", "--filter=blob:none"));
    }
  }

  @Test
  void anInterruptEndsTheFetchOfWhatIsMissing() throws IOException {
    try (GitHttpServer http = new GitHttpServer(root, null, "", "");
        Proxy proxy = Proxy.thatInterrupts(Thread.currentThread(), http.port(), 1000)) {
      String host = "http://127.0.0.1:";
      Path clone = clone(host + http.port() + "/open/srv.git", "--bare", "--filter=blob:none");
      Git.run(clone, "config", "remote.origin.url", host + proxy.port() + "/open/srv.git");
      assertThatThrownBy(() -> ImageMaker.from(clone).make(image))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(image.getParent()).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blob:none", "tree:0"})
  void whatIsMissingComesFromALocalRepository(String filter) throws IOException {
    isMadeWhole(clone("file://" + server, "--no-checkout", "--filter=" + filter));
  }

  @Test
  void theRemotesPathIsRelativeToTheClone() throws IOException {
    for (String form : List.of("--no-checkout", "--bare")) {
      Path clone = clone("file://" + server, form, "--filter=blob:none");
      Git.run(clone, "config", "remote.origin.url", "../root/srv.git");
      isMadeWhole(clone);
      MoreFiles.deleteRecursively(clone, RecursiveDeleteOption.ALLOW_INSECURE);
      MoreFiles.deleteRecursively(temp.resolve("apart"), RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  @Test
  void aSparseCheckoutIsMadeWhole() throws IOException {
    Path clone = clone("file://" + server, "--sparse", "--filter=blob:none");
    Git.run(clone, "sparse-checkout", "set", "d0");
    isMadeWhole(clone);
  }

  @Test
  void whatTheRemoteDoesNotSendIsCounted() throws IOException {
    daemon = GitDaemon.serve(root, temp.resolve("daemon.log"));
    Path clone = clone(daemon.url("srv.git"), "--no-checkout", "--filter=blob:none");
    daemon.close();
    fails(clone, "300 objects are missing", "origin should have them", "refused");
    Git.run(clone, "config", "remote.origin.url", "file://" + temp.resolve("none"));
    fails(clone, "300 objects are missing", "no such repository");
    Git.run(clone, "config", "remote.origin.url", "file://" + clone);
    fails(clone, "300 objects are missing", "it has not sent them");
    Git.run(clone, "config", "--unset", "remote.origin.url");
    fails(clone, "300 objects are missing", "the remote has no URL");
  }

  private void fails(Path clone, String... messages) {
    assertThatThrownBy(() -> ImageMaker.from(clone).make(image))
        .isInstanceOf(FileSystemException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").contains(messages));
    assertThat(image.getParent()).isEmptyDirectory();
  }
}
