package io.docteur.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.Git;
import io.docteur.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docteur.verify} prints is what the original's prints, byte for byte. */
class VerifyCommandTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  private int run(Object... arguments) {
    String[] args = new String[arguments.length];
    for (int i = 0; i < args.length; i++) {
      args[i] = arguments[i].toString();
    }
    out.reset();
    return Main.run(out, new PrintWriter(err, true), args);
  }

  /** The directory of the original's own test. */
  private Path madeOfStore() throws IOException {
    Path store = Files.createDirectories(directory.resolve("store"));
    Files.createDirectories(store.resolve("tree/bar"));
    Files.writeString(store.resolve("README.md"), "Hello World!\n");
    for (String empty : new String[] {"foo", "bar", "tree/foo", "tree/bar/foo"}) {
      Files.createFile(store.resolve(empty));
    }
    Path image = directory.resolve("disk.img");
    assertThat(run("make", "-q", "-d", "2020-10-10T08:00:00+00:00", store, image)).isZero();
    return image;
  }

  @Test
  void aCommitWithoutAMessageIsPrintedAsTheOriginalPrintsIt() throws IOException {
    assertThat(run("verify", madeOfStore())).isZero();
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            commit\t: ca71a852f6c2d16bf04691f13b8a7edeadb15b80
            author\t: "Dr. Greenthumb" <noreply@cypress.hill>
            root\t: 7d8a9e386b602e1bd8cd8f226a461a87ccf372e3

            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aCommitWithAMessageIsPrintedAsTheOriginalPrintsIt() {
    assertThat(run("verify", TestImages.original("chain.img"))).isZero();
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            commit\t: 720c293c63afd543ae30d3ffd80bed27fe8b79aa
            author\t: "n" <a@b.c>
            root\t: d01b5be97055f3b05a764cb92470c1df0541cb8d

            Chains, an executable and a symbolic link

            """);
  }

  @Test
  void aMessageDoesNotControlTheTerminal() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    String message = "one \u001b[31mred\n\n\ttwo\r \u00e9\u0085\n";
    Path file = Files.writeString(directory.resolve("message"), message);
    Git.run(
        repository, "commit", "-q", "--allow-empty", "--cleanup=verbatim", "-F", file.toString());
    Path image = directory.resolve("disk.img");
    assertThat(run("make", "-q", repository, image)).isZero();
    assertThat(run("verify", image)).isZero();
    assertThat(out.toString(UTF_8)).endsWith("\n\none ?[31mred\n\n\ttwo? \u00e9?\n\n");
  }

  @Test
  void quietlyASoundImageIsNotSpokenOf() throws IOException {
    assertThat(run("verify", "-q", madeOfStore())).isZero();
    assertThat(out.size()).isZero();
  }

  @Test
  void whatIsWrongIsOneLineWithItsPositionAndObject() throws IOException {
    Path image = madeOfStore();
    byte[] bytes = Files.readAllBytes(image);
    bytes[60] ^= 1;
    Files.write(image, bytes);
    assertThat(run("verify", image)).isEqualTo(1);
    assertThat(out.toString(UTF_8).lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith(image + ": byte "))
        .anyMatch(line -> line.contains(", object "))
        .noneMatch(line -> line.startsWith("commit"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7f, 0xff})
  void aNumberOfObjectsThatDoesNotFitIsToldWithItsPosition(int most) throws IOException {
    Path image = madeOfStore();
    byte[] bytes = Files.readAllBytes(image);
    bytes[36] = (byte) most;
    Files.write(image, bytes);
    assertThat(run("verify", image)).isEqualTo(1);
    assertThat(out.toString(UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith(image + ": byte "))
        .anyMatch(line -> line.startsWith(image + ": byte 36: "));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void argumentsThatAreNotUnderstoodExitWithTwo() throws IOException {
    assertThat(run("verify")).isEqualTo(2);
    assertThat(run("verify", "--threads", "0", madeOfStore())).isEqualTo(2);
    assertThat(run("verify", "--no-such-option", "x.img")).isEqualTo(2);
    assertThat(out.size()).isZero();
  }
}
