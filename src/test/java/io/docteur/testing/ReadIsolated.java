package io.docteur.testing;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A program that has the library in a class loader which the JDK does not ask by itself. */
public final class ReadIsolated {
  private ReadIsolated() {}

  /**
   * Prints a file and what does not work.
   *
   * @param args where the library is, the URI of the image, the path of the file
   */
  public static void main(String[] args) throws Exception {
    URL[] library = {URI.create(args[0]).toURL()};
    try (URLClassLoader loader = new URLClassLoader(library);
        FileSystem mounted = FileSystems.newFileSystem(URI.create(args[1]), Map.of(), loader)) {
      Path path = mounted.getPath(args[2]);
      System.out.println(Files.readString(path));
      System.out.println(path.toUri());
      System.out.println(mounted.provider().getPath(path.toUri()).equals(path));
      try {
        System.out.println(Path.of(path.toUri()));
      } catch (FileSystemNotFoundException e) {
        System.out.println("no Path.of");
      }
      try {
        System.out.println(path.toUri().toURL());
      } catch (MalformedURLException e) {
        System.out.println("no toURL");
      }
    } catch (IOException e) {
      System.out.println(e);
    }
  }
}
