package io.docteur.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Fills directories with random files, executables, links and directories. */
public final class RandomTree {
  private static final String[] NAMES = {
    "a", "A", "foo", "foo.c", "foo-bar", "x y", "é", "名", ".b"
  };

  private final Random random;

  public RandomTree(Random random) {
    this.random = random;
  }

  /** Makes a number of files and links under a directory; no directory stays empty. */
  public void fill(Path directory, int files) throws IOException {
    int made = 0;
    while (made < files) {
      Path path = directory;
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        path = path.resolve("dir" + name());
      }
      Files.createDirectories(path);
      make(path.resolve(name()));
      made++;
    }
  }

  private void make(Path path) throws IOException {
    if (Files.exists(path) || Files.isSymbolicLink(path)) {
      return;
    }
    if (random.nextInt(8) == 0) {
      Files.createSymbolicLink(path, Path.of("../" + name()));
      return;
    }
    Files.writeString(path, text(random.nextInt(200)));
    path.toFile().setExecutable(random.nextInt(4) == 0, true);
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)] + (random.nextBoolean() ? random.nextInt(30) : "");
  }

  public String text(int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append("line ").append(random.nextInt(1000)).append('\n');
    }
    return text.toString();
  }

  /** Makes many files that differ little from one another, in directories of a hundred. */
  public void fillWithVersions(Path directory, int files) throws IOException {
    String body = text(60);
    for (int i = 0; i < files; i++) {
      Path parent = directory.resolve("d" + i / 100);
      if (i % 100 == 0) {
        Files.createDirectory(parent);
      }
      int cut = random.nextInt(body.length());
      Files.writeString(parent.resolve("f" + i), body.substring(0, cut) + i + body.substring(cut));
    }
  }

  /**
   * Makes files of one name, in directories of their own, of which each is most like the one before
   * it and a little shorter, so that their deltas make one long chain.
   */
  public void fillWithDrift(Path directory, int files) throws IOException {
    String[] lines = text(1000).split("\n");
    for (int i = 0; i < files; i++) {
      lines[i * 2] = "" + random.nextInt(10);
      Path parent = Files.createDirectory(directory.resolve("d" + i));
      Files.writeString(parent.resolve("a-name-longer-than-a-hash.txt"), String.join("\n", lines));
    }
  }
}
