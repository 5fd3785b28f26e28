package io.docteur.nio;

import io.docteur.testing.Git;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A work tree with what a file system may hold. */
final class Tree {
  static final int LINES = 20_000;

  /** What may be asked for in it: all that there is, and more. */
  static final List<String> PATHS =
      List.of(
          "",
          ".",
          "README.md",
          "empty",
          "run.sh",
          ".hidden",
          "a space",
          "100%",
          "a#b",
          "what?",
          "bang!",
          "co:lon",
          "back\\slash",
          "d",
          "d.txt",
          "d/b.java",
          "d/e/f",
          "d/e/f/deep.txt",
          "lines.txt",
          "link",
          "dirlink",
          "dirlink/b.java",
          "dirlink/up",
          "d/up",
          "d/here",
          "d/here/here/e",
          "dangling",
          "dangling/x",
          "loop1",
          "loop1/x",
          "slash",
          "twice",
          "chain40",
          "chain41",
          "missing",
          "missing/x",
          "d/missing",
          "README.md/x",
          "README.md/..",
          "README.md/.",
          "missing/..",
          "d/../README.md",
          "dirlink/..",
          "dirlink/../README.md",
          "d/e/../../d.txt",
          "./d/./b.java",
          "link/x",
          "link/..");

  private Tree() {}

  /** Makes a repository, commits files in a directory of its work tree, and returns that one. */
  static Path make(Path repository, String name) throws IOException {
    Path directory = Files.createDirectories(Git.init(repository).resolve(name));
    fill(directory);
    Git.commitAll(repository);
    return directory;
  }

  private static void fill(Path directory) throws IOException {
    for (String name :
        List.of(".hidden", "a space", "100%", "a#b", "what?", "bang!", "co:lon", "back\\slash")) {
      Files.writeString(directory.resolve(name), name);
    }
    Files.writeString(directory.resolve("README.md"), "Hello World!\n");
    Files.createFile(directory.resolve("empty"));
    Files.writeString(directory.resolve("run.sh"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        directory.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(directory.resolve("d/e/f"));
    Files.writeString(directory.resolve("d/e/f/deep.txt"), "deep\n");
    Files.writeString(directory.resolve("d.txt"), "sorts before d/ in git\n");
    Files.writeString(directory.resolve("d/b.java"), "class b {}\n");
    Files.writeString(directory.resolve("d/a.class"), "not really\n");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      lines.append("line ").append(i).append('\n');
    }
    Files.writeString(directory.resolve("lines.txt"), lines);
    permit(directory);
    links(directory);
  }

  /** Lets everybody read, whatever the umask: git does not keep who may. */
  private static void permit(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String permissions = Files.isExecutable(path) ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
      }
    }
  }

  private static void links(Path directory) throws IOException {
    link(directory, "link", "README.md");
    link(directory, "dirlink", "d");
    link(directory, "d/up", "../README.md");
    link(directory, "d/here", ".");
    link(directory, "dangling", "nowhere/at/all");
    link(directory, "loop1", "loop2");
    link(directory, "loop2", "loop1");
    link(directory, "slash", "README.md/");
    link(directory, "twice", "dirlink/e/../up");
    link(directory, "chain1", "README.md");
    for (int i = 2; i <= 41; i++) {
      link(directory, "chain" + i, "chain" + (i - 1));
    }
  }

  private static void link(Path directory, String name, String target) throws IOException {
    Files.createSymbolicLink(directory.resolve(name), Path.of(target));
  }

  /** Copies the work tree, links as links, to another file system. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        Path relative = from.relativize(path);
        Path target = to.resolve(relative.toString());
        if (Files.isSymbolicLink(path)) {
          Path link = to.getFileSystem().getPath(Files.readSymbolicLink(path).toString());
          Files.createSymbolicLink(target, link);
        } else if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }
}
