package io.docteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.testing.ChildJvm;
import io.docteur.testing.Git;
import io.docteur.testing.ReadFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar makes images and mounts them, by itself. */
class ExecutableJarIT {
  @TempDir Path directory;

  @Test
  void anImageOfARepositoryIsMadeAndRead() throws Exception {
    Path repository = Git.init(directory.resolve("repository"));
    Files.writeString(repository.resolve("README.md"), "Hello\n");
    String commit = Git.commitAll(repository);
    docteur("make", "file://" + repository, "disk.img").isFine();

    assertThat(docteur("info", "disk.img").isFine().out()).contains("commit\t: " + commit);
    assertThat(docteur("cat", "disk.img", "/README.md").isFine().out()).isEqualTo("Hello\n");
  }

  @Test
  void anImageOfADirectoryIsMadeAndReadSilently() throws Exception {
    makeStore();
    assertThat(docteur("ls", "disk.img").isFine().out()).isEqualTo("README.md\nbar\nfoo\ntree\n");
    assertThat(docteur("tree", "disk.img", "/tree").isFine().out())
        .isEqualTo("/tree\n├── bar\n│   └── foo\n└── foo\n\n1 directories, 2 files\n");
    assertThat(docteur("ls", "disk.img", "/").err()).isEmpty();
  }

  @Test
  void aProgramMountsWithTheExecutableJarOnItsClassPath() throws Exception {
    makeStore();
    String image = "docteur:" + directory.resolve("disk.img").toUri().getRawPath();
    String classes = ChildJvm.locations(ReadFiles.class);
    String path = classes + System.getProperty("path.separator") + Jars.commandLine();
    Jars.Ended reader =
        Jars.jdk(directory, "java", "-cp", path, ReadFiles.class.getName(), image).isFine();
    assertThat(reader.out()).contains("/README.md=Hello World!");
  }

  /** The directory of the original program's own test, and its commit. */
  private void makeStore() throws Exception {
    Path store = Files.createDirectory(directory.resolve("store"));
    Files.writeString(store.resolve("README.md"), "Hello World!\n");
    Files.createDirectories(store.resolve("tree/bar"));
    for (String empty : new String[] {"foo", "bar", "tree/foo", "tree/bar/foo"}) {
      Files.createFile(store.resolve(empty));
    }
    String date = "2020-10-10T08:00:00+00:00";
    docteur("make", "-d", date, "relativize://store", "disk.img").isFine();
    assertThat(docteur("info", "disk.img").isFine().out())
        .contains("commit\t: ca71a852f6c2d16bf04691f13b8a7edeadb15b80");
  }

  private Jars.Ended docteur(Object... arguments) throws Exception {
    Object[] all = new Object[arguments.length + 2];
    all[0] = "-jar";
    all[1] = Jars.commandLine();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Jars.jdk(directory, "java", all);
  }
}
