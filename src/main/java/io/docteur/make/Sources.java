package io.docteur.make;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** What a user can name as a source. */
final class Sources {
  private static final String FILE = "file:";
  private static final String RELATIVE = "relativize://";
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

  private Sources() {}

  /** Opens one source. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens the source.
     *
     * @param ref the commit of a repository, or null
     * @param date when a plain directory was committed
     * @param image the image to be made, which is left out of a plain directory, or null
     */
    ObjectSource open(String ref, OffsetDateTime date, Path image) throws IOException;
  }

  /** Opens what a user's text names; the parameters as {@link Opener#open} has them. */
  static ObjectSource open(String source, String ref, OffsetDateTime date, Path image)
      throws IOException {
    return open(path(source), ref, date, image);
  }

  /** Opens a repository or a plain directory. */
  static ObjectSource open(Path directory, String ref, OffsetDateTime date, Path image)
      throws IOException {
    if (!Files.exists(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "no such directory");
    }
    if (!Files.isDirectory(directory)) {
      throw new FileSystemException(directory.toString(), null, "not a directory");
    }
    if (Repositories.isRepository(directory)) {
      return RepositorySource.open(directory, ref == null ? "HEAD" : ref);
    }
    if (ref != null) {
      throw new FileSystemException(
          directory.toString(), null, "not a repository, so it has no commit " + ref);
    }
    return new DirectorySource(directory, image, date);
  }

  private static Path path(String source) {
    if (source.startsWith(RELATIVE)) {
      return Path.of("").resolve(source.substring(RELATIVE.length()));
    }
    if (source.startsWith(FILE)) {
      return filePath(source);
    }
    if (SCHEME.matcher(source).matches()) {
      throw new IllegalArgumentException("not a source that can be read: " + source);
    }
    return Path.of(source);
  }

  /** A path in a URI may be encoded as URIs want it, or be as it is. */
  private static Path filePath(String source) {
    try {
      return Path.of(new URI(source));
    } catch (URISyntaxException e) {
      String prefix = FILE + "//";
      return Path.of(source.substring(source.startsWith(prefix) ? prefix.length() : FILE.length()));
    }
  }
}
