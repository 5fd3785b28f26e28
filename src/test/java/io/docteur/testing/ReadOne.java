package io.docteur.testing;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.util.Map;

/** A program that mounts an image by its URI in a mode, and prints one file. */
public final class ReadOne {
  private ReadOne() {}

  /**
   * Reads one file.
   *
   * @param args the URI of the image, the mode, the path of the file
   */
  public static void main(String[] args) throws Exception {
    try (FileSystem mounted =
        FileSystems.newFileSystem(URI.create(args[0]), Map.of("mode", args[1]))) {
      System.out.print(Files.readString(mounted.getPath(args[2])));
    }
  }
}
