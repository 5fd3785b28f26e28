package io.docteur.make.output;

import io.docteur.make.task.StopHook;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The temporary files of one image. Those that are still there are deleted on close, and when the
 * virtual machine is stopped by an interrupt from the terminal.
 */
public final class TemporaryFiles implements Closeable {
  private static final int ATTEMPTS = 100;

  /** Where they lie, if it is theirs alone; otherwise null. */
  private final TemporaryDirectory own;

  private final Path directory;
  private final String prefix;
  private final FileAttribute<?>[] attributes;
  private final Deque<Path> files = new ArrayDeque<>();
  private final StopHook hook = new StopHook(this::delete);
  private boolean deleted;

  private TemporaryFiles(
      TemporaryDirectory own, Path directory, String prefix, FileAttribute<?>... attributes) {
    this.own = own;
    this.directory = directory;
    this.prefix = prefix;
    this.attributes = attributes;
  }

  /** No files yet; they are going to lie beside a file, in whose place one of them may move. */
  static TemporaryFiles beside(Path file) {
    // Not by the file's name: that may be as long as a name can be.
    return new TemporaryFiles(null, file.getParent(), ".docteur-", FormerRights.temporary(file));
  }

  /** No files yet; they are going to lie where temporary files do, for nobody else to read. */
  public static TemporaryFiles apart() throws IOException {
    TemporaryDirectory own = new TemporaryDirectory(null, "docteur");
    return new TemporaryFiles(own, own.path(), "");
  }

  /**
   * Makes an empty file; for any thread.
   *
   * @throws IOException also when the files have been deleted: none comes after
   */
  public synchronized Path create() throws IOException {
    if (deleted) {
      throw new IOException("stopped while making an image");
    }
    for (int attempt = 1; ; attempt++) {
      String random = Integer.toHexString(ThreadLocalRandom.current().nextInt());
      Path path = directory.resolve(prefix + random + ".tmp");
      try {
        // Not Files.createTempFile, which would make it nobody else's to read.
        Files.createFile(path, attributes);
        files.push(path);
        return path;
      } catch (FileAlreadyExistsException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    delete();
    hook.close();
    if (own != null) {
      own.close();
    }
  }

  /** Deletes what is there. */
  private synchronized void delete() {
    deleted = true;
    for (Path path : files) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // Nothing better can be done, and a failure before this one must not be hidden.
      }
    }
  }
}
