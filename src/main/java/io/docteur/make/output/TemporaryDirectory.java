package io.docteur.make.output;

import io.docteur.make.task.StopHook;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A directory that only the user can read. It is deleted with all in it on close, and when the
 * virtual machine is stopped by an interrupt from the terminal.
 */
public final class TemporaryDirectory implements Closeable {
  /** Each attempt meets at most what was made since the one before. */
  private static final int ATTEMPTS = 100;

  /** Stands before there is anything that it had to delete. */
  private final StopHook hook = new StopHook(this::delete);

  private Path path;
  private boolean deleted;

  /**
   * Makes the directory.
   *
   * @param parent where; null for where temporary files lie
   * @param prefix what its name begins with
   */
  public TemporaryDirectory(Path parent, String prefix) throws IOException {
    try {
      create(parent, prefix);
    } catch (IOException e) {
      hook.close();
      throw e;
    }
  }

  private synchronized void create(Path parent, String prefix) throws IOException {
    if (deleted) {
      throw new IOException("stopped while making an image");
    }
    path =
        parent == null
            ? Files.createTempDirectory(prefix)
            : Files.createTempDirectory(parent, prefix);
  }

  /** Returns where it is. */
  public synchronized Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    hook.close();
  }

  /** Somebody may still be writing: nothing new can be made in a directory that is gone. */
  private synchronized void delete() {
    deleted = true;
    for (int i = 0; i < ATTEMPTS && path != null && Files.exists(path); i++) {
      try {
        Files.walkFileTree(path, new Deletion());
      } catch (IOException e) {
        // Tried again; nothing better can be done.
      }
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // it has gone already
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
