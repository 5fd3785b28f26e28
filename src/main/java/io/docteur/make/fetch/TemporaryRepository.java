package io.docteur.make.fetch;

import io.docteur.make.output.TemporaryDirectory;
import io.docteur.make.output.WriteFailure;
import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import io.docteur.pack.ObjectSizes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;

/**
 * A bare repository for what is fetched. It is deleted on close, and when the virtual machine is
 * stopped by an interrupt from the terminal.
 */
public final class TemporaryRepository implements Closeable {
  private final TemporaryDirectory directory;
  private final PackReceiver receiver;
  private FileRepository repository;

  /**
   * Makes an empty repository that only the user can read, beside the image where that is a file,
   * for there must be room anyway.
   *
   * @param image the image to be made; null for none
   * @param workers what is received is indexed with
   */
  public TemporaryRepository(Path image, Workers workers, Progress progress) throws IOException {
    receiver = new PackReceiver(workers, progress);
    boolean beside = image != null && (Files.isRegularFile(image) || !Files.exists(image));
    Path parent =
        beside ? image.toAbsolutePath().getParent() : Path.of(System.getProperty("java.io.tmpdir"));
    if (!Files.isDirectory(parent)) {
      throw new NoSuchFileException(parent.toString(), null, "no such directory");
    }
    // Not by the image's name: that may be as long as a name can be.
    directory = new TemporaryDirectory(parent, beside ? ".docteur-" : "docteur-");
    try {
      repository = open();
      JGitThread.run(progress, monitor -> create());
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  public FileRepository repository() {
    return repository;
  }

  /** Returns the sizes of the objects of the packs that were fetched, by the packs' real paths. */
  public Map<Path, ObjectSizes> sizes() {
    return receiver.sizes();
  }

  /**
   * Borrows another repository's objects, which then are as good as this one's own. They must stay
   * where they are. What {@link #repository} returned before is closed.
   *
   * @throws FileSystemException when git's file of such places cannot hold this one
   */
  public void borrow(FileRepository other) throws IOException {
    String objects = other.getObjectDatabase().getDirectory().getAbsolutePath();
    if (objects.contains("\n")) {
      throw Repositories.failure(objects, "objects cannot be borrowed from such a path", null);
    }
    Path alternates =
        directory.path().resolve(Constants.OBJECTS).resolve("info").resolve("alternates");
    Files.createDirectories(alternates.getParent());
    Files.writeString(
        alternates, objects + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    repository.close();
    repository = open();
  }

  private FileRepository open() throws IOException {
    JGitSettings.apply();
    return new FetchedRepository(directory.path(), receiver);
  }

  private Void create() throws IOException {
    try {
      repository.create(true);
      return null;
    } catch (IOException e) {
      throw WriteFailure.of(directory.path(), e);
    }
  }

  /** Borrows the objects of the repository in a directory. */
  public void borrow(Path other) throws IOException {
    if (!Repositories.isRepository(other)) {
      throw Repositories.failure(other.toString(), "no such repository", null);
    }
    try (FileRepository opened = Repositories.open(other)) {
      borrow(opened);
    }
  }

  @Override
  public void close() {
    repository.close();
    directory.close();
  }
}
