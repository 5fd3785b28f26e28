import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Starts an application whose class path is an image: {@code disk.img app.Main ARGUMENT...}. */
public final class Launch {
  private Launch() {}

  public static void main(String[] args) throws Exception {
    URI image = URI.create("docteur:" + Path.of(args[0]).toUri().getRawPath());
    try (FileSystem files = FileSystems.newFileSystem(image, Map.of());
        URLClassLoader loader = new URLClassLoader(new URL[] {root(files)})) {
      Class<?> application = loader.loadClass(args[1]);
      String[] arguments = Arrays.copyOfRange(args, 2, args.length);
      application.getMethod("main", String[].class).invoke(null, (Object) arguments);
    }
  }

  /** Returns the URL of an image's root directory; {@code docteur:/disk.img!/}. */
  private static URL root(FileSystem files) throws Exception {
    return files.getPath("/").toUri().toURL();
  }
}
