package io.docteur.make;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.docteur.testing.Git;
import io.docteur.testing.NeedsGit;
import io.docteur.testing.RandomTree;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository for a server to serve, and a user whose home is not the one who runs the tests. */
@NeedsGit
abstract class RemoteImageFixture {
  private static final int INCOMPRESSIBLE = 300_000;

  @TempDir Path temp;
  final Map<String, String> environment = new HashMap<>();
  Path home;

  /** Where the server finds the repositories; the one under test is {@code srv.git} there. */
  Path root;

  Path work;
  Path image;
  private File formerHome;
  private int made;

  @BeforeEach
  void makeRepository() throws IOException {
    home = Files.createDirectory(temp.resolve("home"));
    root = Files.createDirectory(temp.resolve("root"));
    image = Files.createDirectory(temp.resolve("out")).resolve("disk.img");
    work = Git.init(temp.resolve("work"));
    formerHome = FS.DETECTED.userHome();
    FS.DETECTED.setUserHome(home.toFile());
  }

  @AfterEach
  void bringTheHomeBack() {
    FS.DETECTED.setUserHome(formerHome);
  }

  final String commitFiles() throws IOException {
    new RandomTree(new Random(7)).fillWithVersions(work, 200);
    return Git.commitAll(work);
  }

  final void serve() throws IOException {
    serve("srv.git");
  }

  final void serve(String name) throws IOException {
    Git.run(root, "clone", "-q", "--bare", work.toString(), name);
  }

  final ImageMaker maker(String url, String ref) {
    return ImageMaker.from(url).ref(ref).environment(environment::get);
  }

  final MadeImage make(String url, String ref) throws IOException {
    maker(url, ref).make(image);
    assertThat(image.getParent().toFile().list()).containsExactly("disk.img");
    return MadeImage.takeApart(image, temp.resolve("apart" + made++)).isAcceptedByGit();
  }

  final void fails(String url, String ref, String... messages) throws IOException {
    fails(maker(url, ref), messages);
  }

  final void fails(ImageMaker maker, String... messages) throws IOException {
    Files.deleteIfExists(image);
    assertThatThrownBy(() -> maker.make(image))
        .isInstanceOf(FileSystemException.class)
        .satisfies(
            e -> {
              assertThat(e.getMessage()).doesNotContain("\n").contains(messages);
              StringWriter trace = new StringWriter();
              e.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("s3cret");
            });
    assertThat(image.getParent()).isEmptyDirectory();
  }

  final void commitMuch() throws IOException {
    byte[] noise = new byte[INCOMPRESSIBLE];
    new Random(9).nextBytes(noise);
    Files.write(work.resolve("noise"), noise);
    Git.commitAll(work);
  }

  static void write(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines), StandardCharsets.UTF_8);
  }
}
