package io.docteur.cli;

import io.docteur.layout.Names;
import io.docteur.layout.PlatformNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies a tree into a fresh directory. Everything in there is created by this copy: nothing is
 * overwritten, and no link exists before all the rest is written, so none is ever followed.
 */
final class Extraction {
  private static final Map<PosixFilePermission, PosixFilePermission> EXECUTE_FOR_READ =
      Map.of(
          PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

  private final Path target;
  private final Deque<Copy> directories = new ArrayDeque<>();
  private final List<Copy> links = new ArrayList<>();

  /** An entry of the image, and where it goes. */
  private record Copy(Path from, Path to) {}

  Extraction(Path target) {
    this.target = target.toAbsolutePath();
  }

  /**
   * Copies what lies under a directory.
   *
   * @throws FileSystemException when the target is not fresh, when a name is git's own, when it
   *     clashes with another one there, or when a link has no target
   */
  void extract(Path root) throws IOException {
    prepareTarget();
    directories.push(new Copy(root, target));
    while (!directories.isEmpty()) {
      Copy directory = directories.pop();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.from)) {
        for (Path entry : entries) {
          copy(entry, directory.to);
        }
      }
    }
    for (Copy link : links) {
      makeLink(link);
    }
  }

  private void prepareTarget() throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(target);
      return;
    }
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(target.toString());
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      if (entries.iterator().hasNext()) {
        throw new DirectoryNotEmptyException(target.toString());
      }
    }
  }

  private void copy(Path from, Path directory) throws IOException {
    String name = from.getFileName().toString();
    if (GitNames.isReserved(name)) {
      throw new FileSystemException(from.toString(), null, "git's own name is not extracted");
    }
    Path to = PlatformNames.resolve(directory, Names.encode(name));
    if (!directory.equals(to.getParent())) {
      throw new FileSystemException(from.toString(), null, "not a name on this file system");
    }
    Copy copy = new Copy(from, to);
    if (Files.isSymbolicLink(from)) {
      links.add(copy);
      return;
    }
    try {
      if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(to);
        directories.push(copy);
      } else {
        copyFile(copy);
      }
    } catch (FileAlreadyExistsException e) {
      throw clash(copy, e);
    }
  }

  private static void copyFile(Copy file) throws IOException {
    try (InputStream in = Files.newInputStream(file.from);
        OutputStream out = Files.newOutputStream(file.to, StandardOpenOption.CREATE_NEW)) {
      in.transferTo(out);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) { // a stream's own do not say which file it is of
      throw withCause(
          new FileSystemException(file.to.toString(), null, "cannot be written: " + e.getMessage()),
          e);
    }
    if (Files.isExecutable(file.from)) {
      makeExecutable(file.to);
    }
  }

  /** Whoever may read it may execute it, as git does. */
  private static void makeExecutable(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    EXECUTE_FOR_READ.forEach(
        (read, execute) -> {
          if (permissions.contains(read)) {
            permissions.add(execute);
          }
        });
    Files.setPosixFilePermissions(file, permissions);
  }

  private static void makeLink(Copy link) throws IOException {
    String text = Files.readSymbolicLink(link.from).toString();
    if (text.isEmpty()) {
      throw new FileSystemException(link.from.toString(), null, "a link without a target");
    }
    try {
      Files.createSymbolicLink(link.to, PlatformNames.targetPath(link.to, Names.encode(text)));
    } catch (FileAlreadyExistsException e) {
      throw clash(link, e);
    }
  }

  private static FileSystemException clash(Copy copy, FileAlreadyExistsException cause) {
    return withCause(
        new FileSystemException(
            copy.from.toString(), copy.to.toString(), "clashes with another name there"),
        cause);
  }

  private static FileSystemException withCause(FileSystemException e, Exception cause) {
    e.initCause(cause);
    return e;
  }
}
