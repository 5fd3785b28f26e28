package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.docteur.cli.Main;
import io.docteur.make.task.MakingThread;
import io.docteur.testing.Children;
import io.docteur.testing.GitHttpServer;
import io.docteur.testing.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What git's credential helpers, and the program that asks the user for git, may do. */
@Timeout(CredentialHelpersTest.HANG_SECONDS)
class CredentialHelpersTest extends RemoteImageFixture {
  /** Only tells a hang from work. */
  static final int HANG_SECONDS = 90;

  private static final String USER = "me";
  private static final String PASSWORD = "s3cret";

  private GitHttpServer server;

  @BeforeEach
  void start() throws IOException {
    commitFiles();
    serve();
    server = new GitHttpServer(root, null, USER, PASSWORD);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String url(String userInfo) {
    return "http://" + userInfo + Server.HOST + ":" + server.port() + "/private/srv.git";
  }

  @Test
  void aHelperThatWantsThePathGetsItAsGitWritesIt() throws Exception {
    write(home.resolve(".gitconfig"), "[credential]", "  helper = store", "  useHttpPath = true");
    write(home.resolve(".git-credentials"), url(USER + ":" + PASSWORD + "@"));
    make(url("") + "/", null);
  }

  /** Lets git ask a program, of which this is what the shell runs. */
  private Path asking(String line) throws IOException {
    Path program = home.resolve("ask");
    write(program, "#!/bin/sh", line);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    environment.put("GIT_ASKPASS", program.toString());
    return program;
  }

  @Test
  @Timeout(value = HANG_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theOnlyThreadThatTheCommonPoolHasLeftMakesAnImage() throws Exception {
    asking("case $1 in User*) echo me ;; *) echo s3cret ;; esac");
    ForkJoinPool pool = ForkJoinPool.commonPool();
    CountDownLatch made = new CountDownLatch(1);
    try {
      for (int i = 1; i < pool.getParallelism(); i++) {
        pool.execute(() -> Uninterruptibles.awaitUninterruptibly(made));
      }
      pool.submit(() -> make(url(""), null)).get();
    } finally {
      made.countDown();
    }
  }

  @Test
  void aPasswordThatFillsThePipeIsNoPassword() throws Exception {
    asking("case $1 in User*) echo me ;; *) head -c 300000 /dev/zero | tr '\\0' x ;; esac");
    fails(url(""), null, "git was stopped while it was asked for a password");
  }

  @Test
  void anInterruptEndsTheProgramThatWaitsForTheUser() throws Exception {
    Path fifo = fifo();
    asking(waitingFor(fifo));
    Answering user = new Answering(USER, PASSWORD);
    Thread making = Thread.currentThread();
    Future<byte[]> waiting = whenOneWaits(fifo, making::interrupt);
    assertThatThrownBy(() -> maker(url(""), null).prompt(user).make(image))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(waiting.get()).isEmpty();
    assertThat(user.questions()).isEmpty();
    assertThat(image.getParent()).isEmptyDirectory();
  }

  @Test
  void aCommandThatIsStoppedEndsTheProgramThatWaitsForTheUser() throws Exception {
    Path fifo = fifo();
    Path program = asking(waitingFor(fifo));
    List<String> options = List.of("-XX:TieredStopAtLevel=1", "-Duser.home=" + home);
    ProcessBuilder builder = Children.interruptible(options, Main.class, "make", url(""), image);
    builder.environment().put("GIT_ASKPASS", program.toString());
    Process command = builder.redirectError(temp.resolve("errors").toFile()).start();
    Future<byte[]> waiting = whenOneWaits(fifo, command::destroy);
    assertThat(command.waitFor()).isEqualTo(143);
    assertThat(waiting.get()).isEmpty();
    assertThat(image.getParent()).isEmptyDirectory();
  }

  private Path fifo() throws Exception {
    Path fifo = temp.resolve("fifo");
    boolean made = new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0;
    Assumptions.assumeTrue(made, "no mkfifo");
    return fifo;
  }

  private static String waitingFor(Path fifo) {
    return "exec 3>'" + fifo + "'; sleep 1000 & echo >&3; wait";
  }

  /** Does something once a program waits, and ends when no program does any more. */
  private static Future<byte[]> whenOneWaits(Path fifo, Runnable action) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (InputStream in = Files.newInputStream(fifo)) {
            assertThat(in.read()).isEqualTo('\n');
            action.run();
            return in.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        MakingThread::start);
  }
}
