package io.docteur.make;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears whole or not at all. Whoever has a former file of that name open keeps it.
 *
 * @param target the file, absolute and without links
 */
record FileDestination(Path target) implements Destination {

  @Override
  public TemporaryFiles temporaryFiles() {
    return TemporaryFiles.beside(target);
  }

  @Override
  public void put(Path image, Progress progress) throws IOException {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
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
