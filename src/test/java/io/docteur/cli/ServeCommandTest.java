package io.docteur.cli;

import static io.docteur.cli.CommandLines.docteur;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Children;
import io.docteur.testing.Git;
import io.docteur.testing.HttpAnswer;
import io.docteur.testing.TestImages;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docteur serve}. */
class ServeCommandTest {
  /** More than is read at once. */
  private static final int NOISE = 200_000;

  @TempDir Path directory;
  private Path image;

  @BeforeEach
  void makeImage() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    Files.writeString(repository.resolve("a.txt"), "A\n");
    byte[] noise = new byte[NOISE];
    new Random(5).nextBytes(noise);
    Files.write(repository.resolve("noise"), noise);
    Git.commitAll(repository);
    image = TestImages.fromGit(repository, "main", directory.resolve("x.img"));
  }

  @Test
  void anImageIsServedOnLoopbackUntilCtrlC() throws Exception {
    Process process =
        Children.interruptible(List.of(), Main.class, "serve", "--port", "0", image)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader()) {
      URI server = URI.create(out.readLine());
      assertThat(server.getHost()).isEqualTo("127.0.0.1");
      assertThat(HttpAnswer.to(server, "GET", "/a.txt").text()).isEqualTo("A\n");
      Children.interrupt(process);
      assertThat(out.readLine()).isNull();
      assertThat(process.waitFor()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aFileThatIsDamagedIsALineOfTheLog() throws Exception {
    byte[] bytes = Files.readAllBytes(image);
    bytes[bytes.length / 2] ^= 1; // the noise is nearly all of it
    Files.write(image, bytes);
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(
                ChildJvm.command(List.of(), Main.class.getName(), "serve", "--port", 0, image))
            .redirectError(log.toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      URI server = URI.create(out.readLine());
      assertThat(HttpAnswer.to(server, "GET", "/noise").status()).isEqualTo(500);
      assertThat(HttpAnswer.to(server, "GET", "/noise", "Range: bytes=0-9").status())
          .isEqualTo(500);
      assertThat(Files.readAllLines(log))
          .filteredOn(line -> line.contains("cannot serve /noise: " + image + ": damaged image"))
          .hasSize(2);
      assertThat(log).content().doesNotContain("\tat ");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aPortThatIsTakenIsAFailureOfOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Jars.Ended ended = docteur("serve", "--port", taken.getLocalPort(), image);
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err().lines()).hasSize(1);
      assertThat(ended.err()).contains("127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void aHostThatDoesNotExistIsAFailureThatSaysSo() {
    Jars.Ended ended = docteur("serve", "--host", "none.invalid", "--port", 0, image);
    assertThat(ended.err())
        .isEqualTo("docteur serve: cannot listen at none.invalid:0: no such host\n");
    assertThat(ended.code()).isEqualTo(1);
  }

  @Test
  void aPortThatIsNoneIsNotUnderstood() {
    Jars.Ended ended = docteur("serve", "--port", 65536, image);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).startsWith("docteur serve: --port takes a number");
  }
}
