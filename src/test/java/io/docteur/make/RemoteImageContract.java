package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.make.fetch.Remote;
import io.docteur.make.fetch.RemoteUrl;
import io.docteur.make.fetch.TemporaryRepository;
import io.docteur.make.task.Answers;
import io.docteur.make.task.MakingThread;
import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import io.docteur.testing.ChildJvm;
import io.docteur.testing.Environments;
import io.docteur.testing.Git;
import io.docteur.testing.Proxy;
import io.docteur.testing.Server;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of a repository behind a real server. */
abstract class RemoteImageContract extends RemoteImageFixture {
  private static final int HALF_OF_THE_PACK = 150_000;

  /** Only tells a hang from work. */
  static final int HANG_SECONDS = 90;

  /** Returns the URL of a repository under the root at a port, the server's or a proxy's. */
  abstract String url(int port, String repository) throws IOException;

  /** Returns the port of the server, which is started if it was not. */
  abstract int port() throws Exception;

  /** What it takes that the server can be talked to on another port too. */
  void trust(int port) throws IOException {}

  final String url() throws Exception {
    return url(port(), "srv.git");
  }

  @Test
  void theRemotesHeadIsTakenWhateverItsName() throws Exception {
    String commit = commitFiles();
    Git.run(work, "branch", "-m", "trunk/of");
    serve();
    assertThat(make(url(), null).commit()).isEqualTo(commit);
  }

  @Test
  void anyNameOfACommitWillDo() throws Exception {
    String first = commitFiles();
    Git.run(work, "tag", "light");
    Git.run(work, "tag", "-a", "-m", "a tag", "heavy");
    Git.run(work, "branch", "side/way");
    Files.writeString(work.resolve("more"), "more");
    String second = Git.commitAll(work);
    serve();
    assertThat(make(url(), "refs/heads/main").commit()).isEqualTo(second);
    for (String name : List.of("light", "heavy", "side/way", first)) {
      assertThat(make(url(), name).commit()).as(name).isEqualTo(first);
    }
  }

  @Test
  void anIdIsThatCommitWhateverTheServerCallsABranch() throws Exception {
    String first = commitFiles();
    Git.run(work, "branch", "older");
    Files.writeString(work.resolve("more"), "more");
    String second = Git.commitAll(work);
    serve();
    Git.run(root.resolve("srv.git"), "update-ref", "refs/heads/" + first, second);
    assertThat(make(url(), first).commit()).isEqualTo(first);
  }

  @Test
  void theServersDeltasAreTakenOver() throws Exception {
    commitFiles();
    serve();
    Path bare = root.resolve("srv.git");
    Git.run(bare, "repack", "-adfq", "--window=20");
    MadeImage made = make(url(), null);
    try (Stream<Path> packs = Files.list(bare.resolve("objects/pack"))) {
      Path index = packs.filter(p -> p.toString().endsWith(".idx")).findFirst().orElseThrow();
      assertThat(made.deltaDepths().equals(MadeImage.deltaDepths(bare, index))).isTrue();
      assertThat(made.deltaDepths().size()).isGreaterThan(100);
    }
  }

  @Test
  void historyIsNotFetched() throws Exception {
    commitMuch();
    Files.delete(work.resolve("noise"));
    String commit = commitFiles();
    serve();
    try (Proxy proxy = Proxy.thatHangsUp(port(), HALF_OF_THE_PACK)) {
      trust(proxy.port());
      assertThat(make(url(proxy.port(), "srv.git"), null).commit()).isEqualTo(commit);
    }
  }

  @Test
  void whatIsNotThereIsSaidInOneLine() throws Exception {
    commitFiles();
    serve();
    fails(url(), "nowhere", url(), "no such branch or tag: nowhere");
    fails(url(), "1".repeat(40), url(), "1".repeat(40));
    String blob = Git.line(work, "rev-parse", "HEAD:d0/f0");
    fails(url(), blob, url(), "does not stand for a commit");
    fails(url(port(), "nowhere.git"), null, "nowhere.git");
    Git.run(root, "init", "-q", "--bare", "empty.git");
    fails(url(port(), "empty.git"), null, "no commit yet");
  }

  @Test
  void aRepositoryWithLongerIdsIsRefusedInWords() throws Exception {
    Path other = Files.createDirectory(temp.resolve("other"));
    Git.run(other, "init", "-q", "--object-format=sha256");
    Files.writeString(other.resolve("file"), "content");
    Git.commitAll(other);
    Git.run(root, "clone", "-q", "--bare", other.toString(), "srv.git");
    fails(url(), null, "format sha256");
  }

  @Test
  void nobodyAtTheOtherEndIsSaidInOneLine() throws Exception {
    int nobody = Server.freePort();
    trust(nobody);
    fails(url(nobody, "srv.git"), null, "no connection to " + Server.HOST, "refused");
    String unknown = url(nobody, "srv.git").replace(Server.HOST, "nowhere.invalid");
    fails(unknown, null, "unknown host: nowhere.invalid");
  }

  @Test
  void aConnectionThatIsLostInTheMiddleIsSaidInOneLine() throws Exception {
    commitMuch();
    serve();
    try (Proxy proxy = Proxy.thatHangsUp(port(), HALF_OF_THE_PACK)) {
      trust(proxy.port());
      fails(url(proxy.port(), "srv.git"), null, "the connection was lost");
    }
  }

  @Test
  void aPackThatIsDamagedIsSaidInOneLine() throws Exception {
    commitMuch();
    serve();
    Path bare = root.resolve("srv.git");
    Git.run(bare, "repack", "-adfq");
    try (Stream<Path> packs = Files.list(bare.resolve("objects/pack"))) {
      Path pack = packs.filter(p -> p.toString().endsWith(".pack")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(pack);
      bytes[HALF_OF_THE_PACK] ^= 1;
      assertThat(pack.toFile().setWritable(true)).isTrue();
      Files.write(pack, bytes);
    }
    fails(url(), null, url() + ": the pack is damaged: ");
  }

  @Test
  void anInterruptEndsTheFetch() throws Exception {
    commitMuch();
    serve();
    ImageMaker maker = maker(url(), null);
    maker.progress(
        (phase, done, total) -> {
          if (phase.equals("receiving objects")) {
            Thread.currentThread().interrupt();
          }
        });
    assertThatThrownBy(() -> maker.make(image)).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40, 200, 600, 2_000, HALF_OF_THE_PACK})
  @Timeout(HANG_SECONDS)
  void anInterruptEndsTheFetchWhateverTheServerHasSent(int bytes) throws Exception {
    commitMuch();
    serve();
    try (Proxy proxy = Proxy.thatInterrupts(Thread.currentThread(), port(), bytes)) {
      trust(proxy.port());
      isInterrupted(url(proxy.port(), "srv.git"));
    }
  }

  @Test
  @Timeout(HANG_SECONDS)
  void anInterruptEndsTheWaitForASilentServer() throws Exception {
    Thread making = Thread.currentThread();
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Future<Socket> client =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  Socket socket = silent.accept();
                  making.interrupt();
                  return socket;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              MakingThread::start);
      trust(silent.getLocalPort());
      isInterrupted(url(silent.getLocalPort(), "srv.git"));
      client.get().close();
    }
  }

  final void isInterrupted(String source) {
    assertThatThrownBy(() -> maker(source, null).make(image))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  @Timeout(HANG_SECONDS)
  void aServerThatStallsInThePackIsGivenUp() throws Exception {
    isGivenUpAfter(HALF_OF_THE_PACK);
  }

  final void isGivenUpAfter(int bytes) throws Exception {
    commitMuch();
    serve();
    try (Proxy proxy = Proxy.thatStalls(port(), bytes)) {
      trust(proxy.port());
      isGivenUp(url(proxy.port(), "srv.git"));
    }
  }

  private void isGivenUp(String url) throws IOException {
    Progress progress = new Progress((phase, done, total) -> {});
    try (TemporaryRepository into = new TemporaryRepository(image, new Workers(1), progress);
        Remote remote = new Remote(RemoteUrl.of(url), Answers.ofNobody(environment::get), 1)) {
      assertThatThrownBy(() -> remote.fetchCommit(into.repository(), null, progress))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("the server does not answer");
    }
  }

  @Test
  void whatAListenerThrowsComesThrough() throws Exception {
    commitFiles();
    serve();
    ImageMaker maker = maker(url(), null);
    maker.progress(
        (phase, done, total) -> {
          if (phase.equals("receiving objects")) {
            throw new IllegalStateException("the listener's");
          }
        });
    assertThatThrownBy(() -> maker.make(image))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("the listener's");
    assertThat(image.getParent()).isEmptyDirectory();
  }

  /** Makes the image by the command, in a virtual machine that reads git's configuration anew. */
  final ChildJvm.Ended makeApart(String url, String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + home));
    ProcessBuilder child =
        new ProcessBuilder(ChildJvm.command(options, "io.docteur.cli.Main", "make", url, image));
    return ChildJvm.run(Environments.clean(child));
  }
}
