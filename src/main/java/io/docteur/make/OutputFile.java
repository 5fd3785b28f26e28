package io.docteur.make;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears whole or not at all, and the temporary files beside it. Whatever is not
 * {@linkplain #publish published} is deleted on close, and when the virtual machine is stopped by
 * an interrupt from the terminal.
 */
final class OutputFile implements Closeable {
  private static final int ATTEMPTS = 100;

  private final Path target;
  private final List<Path> temporary = new CopyOnWriteArrayList<>();
  private final Thread hook = new Thread(this::deleteQuietly, "docteur-clean-up");
  private final Path file;

  /**
   * A fresh file beside a target, which need not exist.
   *
   * @throws FileSystemException when the target is there but not a regular file, or when no file
   *     can be made beside it
   */
  OutputFile(Path target) throws IOException {
    this.target = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new FileSystemException(target.toString(), null, "it is there and not a regular file");
    }
    if (!Files.isDirectory(this.target.getParent())) {
      throw new NoSuchFileException(this.target.getParent().toString(), null, "no such directory");
    }
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      this.file = createTemporary();
    } catch (IOException | RuntimeException e) {
      Runtime.getRuntime().removeShutdownHook(hook);
      throw e;
    }
  }

  /** Returns the file that is going to be published. */
  Path file() {
    return file;
  }

  /** Makes an empty file beside the target, which never outlives this. */
  Path createTemporary() throws IOException {
    for (int attempt = 1; ; attempt++) {
      String random = Integer.toHexString(ThreadLocalRandom.current().nextInt());
      Path path = target.resolveSibling("." + target.getFileName() + "." + random + ".tmp");
      try {
        // Not Files.createTempFile: the image gets the permissions that any new file gets.
        Files.createFile(path);
        temporary.add(path);
        return path;
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Puts the file, with all its bytes on the disk, in the target's place. */
  void publish() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    temporary.remove(file);
    try (FileChannel directory = FileChannel.open(target.getParent())) {
      directory.force(true);
    } catch (IOException e) {
      // Not every system can; the file is whole under either name.
    }
  }

  /** Deletes what was not published. */
  @Override
  public void close() {
    deleteQuietly();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The virtual machine is being stopped: the hook has run, or is going to.
    }
  }

  private void deleteQuietly() {
    for (Path path : temporary) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Nothing better can be done, and a failure before this one must not be hidden.
      }
    }
  }
}
