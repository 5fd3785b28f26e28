package io.docteur.make;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.eclipse.jgit.internal.storage.file.FileRepository;

/**
 * A bare repository for what is fetched. It is deleted on close, and when the virtual machine is
 * stopped by an interrupt from the terminal.
 */
final class TemporaryRepository implements Closeable {
  /** Each attempt meets at most what was made since the one before. */
  private static final int ATTEMPTS = 100;

  private final Path directory;
  private final Thread hook = new Thread(this::delete, "docteur-clean-up");
  private final FileRepository repository;

  /**
   * Makes an empty repository that only the user can read, beside the image where that is a file,
   * for there must be room anyway.
   *
   * @param image the image to be made; may be null
   */
  TemporaryRepository(Path image) throws IOException {
    boolean beside = image != null && (Files.isRegularFile(image) || !Files.exists(image));
    Path parent =
        beside ? image.toAbsolutePath().getParent() : Path.of(System.getProperty("java.io.tmpdir"));
    if (!Files.isDirectory(parent)) {
      throw new NoSuchFileException(parent.toString(), null, "no such directory");
    }
    String prefix = beside ? "." + image.getFileName() + "." : "docteur.";
    directory = Files.createTempDirectory(parent, prefix);
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      repository = new FileRepository(directory.toFile());
      repository.create(true);
    } catch (IOException | RuntimeException e) {
      delete();
      removeHook();
      throw e;
    }
  }

  FileRepository repository() {
    return repository;
  }

  @Override
  public void close() {
    repository.close();
    delete();
    removeHook();
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The virtual machine is being stopped: the hook has run, or is going to.
    }
  }

  /** Somebody may still be writing: nothing new can be made in a directory that is gone. */
  private void delete() {
    for (int i = 0; i < ATTEMPTS && Files.exists(directory); i++) {
      try {
        Files.walkFileTree(directory, new Deletion());
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
    public FileVisitResult postVisitDirectory(Path path, IOException e) throws IOException {
      Files.deleteIfExists(path);
      return FileVisitResult.CONTINUE;
    }
  }
}
