package io.docteur.nio;

import io.docteur.image.Image;
import io.docteur.image.ImageOptions;
import io.docteur.pack.ObjectId;
import io.docteur.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The file systems that were mounted by URI, by the real path of their image. All instances of the
 * provider share them, since {@link java.util.ServiceLoader} makes one at each look-up.
 */
final class Mounts {
  private static final Map<Path, DocteurFileSystem> BY_LOCATION = new ConcurrentHashMap<>();
  private static final int TYPE_MASK = 0170000;
  private static final int BLOCK_DEVICE = 0060000;

  private Mounts() {}

  /** Mounts and registers the image that a URI names. */
  static DocteurFileSystem mount(URI uri, Map<String, ?> env) throws IOException {
    DocteurUri parsed = DocteurUri.parse(uri);
    Environment environment = new Environment(env);
    ImageOptions options = environment.image(parsed.commit());
    Path location = parsed.file().toRealPath();
    if (BY_LOCATION.containsKey(location)) { // before the cost of opening it again
      throw new FileSystemAlreadyExistsException(location.toString());
    }
    DocteurFileSystem fileSystem = open(location, environment.mapped(), options);
    if (BY_LOCATION.putIfAbsent(location, fileSystem) != null) {
      fileSystem.close();
      throw new FileSystemAlreadyExistsException(location.toString());
    }
    return fileSystem;
  }

  /** Mounts a file without registering it. */
  static DocteurFileSystem mount(Path file, Map<String, ?> env) throws IOException {
    try {
      if (!mayBeImage(file)) {
        throw new UnsupportedOperationException("not an image: " + file);
      }
    } catch (NoSuchFileException e) {
      // Another provider may be asked to make it: who throws anything else ends the search.
      throw new UnsupportedOperationException("no such file: " + file, e);
    }
    Environment environment = new Environment(env);
    ImageOptions options = environment.image(null);
    return open(file.toRealPath(), environment.mapped(), options);
  }

  private static DocteurFileSystem open(Path location, boolean mapped, ImageOptions options)
      throws IOException {
    Image image = Image.open(Storage.open(location, mapped), options);
    return new DocteurFileSystem(location, image, options);
  }

  /** Tells whether a file starts as an image does, opening none whose opening may block. */
  private static boolean mayBeImage(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory() || (attributes.isOther() && !mayBeBlockDevice(file))) {
      return false;
    }
    try (Storage storage = Storage.open(file, false)) {
      return Image.isImage(storage);
    }
  }

  private static boolean mayBeBlockDevice(Path file) throws IOException {
    return !file.getFileSystem().supportedFileAttributeViews().contains("unix")
        || ((int) Files.getAttribute(file, "unix:mode") & TYPE_MASK) == BLOCK_DEVICE;
  }

  /** Forgets a file system, if it is registered. */
  static void remove(DocteurFileSystem fileSystem) {
    BY_LOCATION.remove(fileSystem.location(), fileSystem);
  }

  /**
   * Returns the file system that was mounted from where a URI says.
   *
   * @throws FileSystemNotFoundException when there is none, or one of another commit than the URI's
   */
  static DocteurFileSystem get(URI uri) {
    return get(DocteurUri.parse(uri), uri);
  }

  /** Returns the path that a URI names in a file system that was mounted. */
  static DocteurPath path(URI uri) {
    DocteurUri parsed = DocteurUri.parse(uri);
    return DocteurPath.of(get(parsed, uri), parsed.path());
  }

  private static DocteurFileSystem get(DocteurUri parsed, URI uri) {
    DocteurFileSystem fileSystem = BY_LOCATION.get(real(parsed.file()));
    ObjectId commit = parsed.commit();
    if (fileSystem == null || (commit != null && !commit.toString().equals(fileSystem.commit()))) {
      throw new FileSystemNotFoundException(uri.toString());
    }
    return fileSystem;
  }

  /** A file that is gone may still be mounted, and its mount is found by its former real path. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }
}
