package io.docteur.testing;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program as a user would write it, for a JVM of its own: mounts an image by its URI and prints
 * each file's path and content.
 */
public final class ReadFiles {
  private ReadFiles() {}

  /**
   * Reads an image.
   *
   * @param args the URI of the image
   */
  public static void main(String[] args) throws Exception {
    try (FileSystem mounted = FileSystems.newFileSystem(URI.create(args[0]), Map.of());
        Stream<Path> walk = Files.walk(mounted.getPath("/"))) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        System.out.println(file + "=" + Files.readString(file).strip());
      }
    }
  }
}
