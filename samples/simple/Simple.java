import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Mounts an image and prints a file of it: {@code --image disk.img --filename /README.md}. */
public final class Simple {
  private Simple() {}

  public static void main(String[] args) throws Exception {
    URI image = URI.create("docteur:" + Path.of(option(args, "--image")).toUri().getRawPath());
    try (FileSystem files = FileSystems.newFileSystem(image, Map.of())) {
      Files.copy(files.getPath(option(args, "--filename")), System.out);
    } catch (FileSystemException e) {
      System.err.println("cannot read " + e.getMessage());
      System.exit(1);
    }
  }

  private static String option(String[] args, String name) {
    List<String> words = Arrays.asList(args);
    int value = words.indexOf(name) + 1;
    if (value == 0 || value == words.size()) {
      throw new IllegalArgumentException("usage: Simple --image IMAGE --filename PATH");
    }
    return words.get(value);
  }
}
