package io.docteur.clients;

import io.docteur.make.ImageMaker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An image of a directory that a test has filled, mounted by its URI. */
final class MountedDirectory implements AutoCloseable {
  private final Path image;
  private final FileSystem fileSystem;

  /**
   * Makes an image of a directory and mounts it.
   *
   * @param directory has no git in it
   */
  MountedDirectory(Path directory) throws IOException {
    image = Files.createTempFile("client", ".img");
    ImageMaker.from(directory).make(image);
    fileSystem = FileSystems.newFileSystem(URI.create("docteur:" + image.toUri()), Map.of());
  }

  /** Returns a path in the image. */
  Path path(String path) {
    return fileSystem.getPath(path);
  }

  @Override
  public void close() throws IOException {
    fileSystem.close();
    Files.delete(image);
  }
}
