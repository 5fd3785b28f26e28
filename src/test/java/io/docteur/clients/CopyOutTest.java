package io.docteur.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.docteur.make.ImageMaker;
import io.docteur.testing.Git;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyOutTest {
  @TempDir Path directory;

  @Test
  void whatAVisitorCopiesOutIsCleanForGit() throws IOException {
    Path repository = Git.init(directory.resolve("repository"));
    Files.createDirectories(repository.resolve("a dir/é"));
    Files.writeString(repository.resolve("a dir/é/text\n.txt"), "text\n");
    Files.writeString(repository.resolve("run"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        repository.resolve("run"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.write(repository.resolve("big"), new byte[10 << 20]);
    Files.createSymbolicLink(repository.resolve("link"), Path.of("a dir"));
    Files.createSymbolicLink(repository.resolve("dangling"), Path.of("/no/where"));
    Git.commitAll(repository);
    Path image = directory.resolve("x.img");
    ImageMaker.from(repository).make(image);
    Path clone = directory.resolve("clone");
    Git.run(directory, "clone", "-q", "-n", repository.toString(), clone.toString());
    Git.run(clone, "reset", "-q");
    assertThat(Git.line(clone, "status", "--porcelain")).as("before").isNotEmpty();

    try (FileSystem mount = FileSystems.newFileSystem(image)) {
      Path root = mount.getPath("/");
      Files.walkFileTree(root, new Copy(root, clone));
    }
    assertThat(Git.line(clone, "status", "--porcelain")).isEmpty();
  }

  /** Newer JDKs copy permissions, too. */
  @Test
  void whatIsCopiedWithItsAttributesIsItsOwnersToWrite() throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    Files.writeString(Files.createDirectory(site.resolve("d")).resolve("x"), "text");
    Path copy = Files.createDirectory(directory.resolve("copy"));
    try (MountedDirectory mount = new MountedDirectory(site)) {
      for (String name : List.of("d", "d/x")) {
        Path copied = copy.resolve(name);
        Files.copy(mount.path("/" + name), copied, StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(Files.getPosixFilePermissions(copied)).contains(PosixFilePermission.OWNER_WRITE);
      }
    }
  }

  private static final class Copy extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    Copy(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    private Path target(Path source) {
      return to.resolve(from.relativize(source).toString());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(target(source));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path source, BasicFileAttributes attributes)
        throws IOException {
      Path target = target(source);
      if (attributes.isSymbolicLink()) { // which the JDK copies to no other provider
        Files.createSymbolicLink(target, Path.of(Files.readSymbolicLink(source).toString()));
      } else {
        Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(attributes.lastModifiedTime());
        Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(source));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
