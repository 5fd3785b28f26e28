package io.docteur.make.output;

import io.docteur.make.task.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that appears whole or not at all. Whoever has a former file of that name open keeps it;
 * the new one has its owner, group and permissions.
 *
 * @param target the file, absolute and without links
 */
record FileDestination(Path target) implements Destination {

  /**
   * Returns the destination, so that one that cannot be written is known before the work is done.
   *
   * @throws FileSystemException with the target, when no file can be made there
   */
  static FileDestination of(Path target) throws IOException {
    FileDestination destination = new FileDestination(target);
    try (TemporaryFiles trial = destination.temporaryFiles()) {
      trial.create();
      lookUp(target);
    } catch (FileSystemException e) {
      throw of(target, e);
    }
    return destination;
  }

  /** Lets the system refuse a name that no file can have, one that is too long above all. */
  private static void lookUp(Path target) throws IOException {
    try {
      Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      // There can be one.
    }
  }

  /** Returns the failure to make a temporary file as one to make the target. */
  private static FileSystemException of(Path target, FileSystemException e) {
    String reason = e.getReason() == null ? "no file can be made there" : e.getReason();
    FileSystemException failure =
        e instanceof AccessDeniedException
            ? new AccessDeniedException(target.toString())
            : new FileSystemException(target.toString(), null, reason);
    failure.initCause(e);
    return failure;
  }

  @Override
  public TemporaryFiles temporaryFiles() {
    return TemporaryFiles.beside(target);
  }

  @Override
  public void put(Path image, Progress progress) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
      if (Files.exists(target)) {
        FormerRights.keep(target, image);
      }
      channel.force(true);
    } catch (IOException e) {
      throw WriteFailure.of(image, e);
    }
    Files.move(image, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(target.getParent())) {
      directory.force(true);
    } catch (IOException e) {
      // Not every system can; the file is whole under either name.
    }
  }

  @Override
  public void close() {}
}
