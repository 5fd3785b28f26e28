package io.docteur.testing;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** A program that names each file of an image by its string and its URI, and prints the latter. */
public final class RoundTrips {
  private RoundTrips() {}

  /**
   * Lists and opens all files.
   *
   * @param args the URI of the image
   */
  public static void main(String[] args) throws Exception {
    try (FileSystem mounted = FileSystems.newFileSystem(URI.create(args[0]), Map.of());
        Stream<Path> walk = Files.walk(mounted.getPath("/"))) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        Path byString = mounted.getPath(path.toString());
        Path byUri = Path.of(URI.create(path.toUri().toString()));
        if (!byString.equals(path) || !byUri.equals(path)) {
          throw new AssertionError(path.toUri());
        }
        if (Files.isRegularFile(byString)) {
          byte[] content = Files.readAllBytes(byString);
          String uri = path.toUri().toString();
          System.out.println(uri.substring(uri.lastIndexOf('!')) + " " + content.length);
        }
      }
    }
  }
}
