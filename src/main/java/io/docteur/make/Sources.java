package io.docteur.make;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;

/** What a user can name as a source. */
final class Sources {
  private static final String FILE = "file:";
  private static final String RELATIVE = "relativize://";
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

  private Sources() {}

  /** Opens one source. */
  @FunctionalInterface
  interface Opener {
    ObjectSource open(Request request) throws IOException;
  }

  /**
   * What is asked of a source.
   *
   * @param ref the commit of a repository, or null
   * @param date when a plain directory was committed, which a repository does not take; null for
   *     now
   * @param image the image to be made, which is left out of a plain directory, or null
   * @param answers where the answers to a server's questions come from
   * @param workers what a server has sent is indexed with
   * @param progress is told what a server sends
   * @param submodules whether submodules become directories
   * @param former the pack of a former image, whose entries are taken over; null for none
   */
  record Request(
      String ref,
      OffsetDateTime date,
      Path image,
      Answers answers,
      Workers workers,
      Progress progress,
      boolean submodules,
      SourcePack former) {}

  /** Opens what a user's text names. */
  static ObjectSource open(String source, Request request) throws IOException {
    return RemoteUrl.isRemote(source) ? fetch(source, request) : open(path(source), request);
  }

  private static ObjectSource fetch(String source, Request request) throws IOException {
    RemoteUrl url = RemoteUrl.of(source);
    TemporaryRepository temporary = new TemporaryRepository(request);
    ObjectId wanted;
    try (Remote remote = new Remote(url, request.answers)) {
      wanted = remote.fetchCommit(temporary.repository(), request.ref, request.progress);
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
    return RepositorySource.of(source, temporary, wanted, request);
  }

  /** Opens a repository or a plain directory. */
  static ObjectSource open(Path directory, Request request) throws IOException {
    String ref = request.ref;
    if (!Files.exists(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "no such directory");
    }
    if (!Files.isDirectory(directory)) {
      throw new FileSystemException(directory.toString(), null, "not a directory");
    }
    if (Repositories.isRepository(directory)) {
      return RepositorySource.open(directory, request);
    }
    if (ref != null) {
      throw new FileSystemException(
          directory.toString(), null, "not a repository, so it has no commit " + ref);
    }
    OffsetDateTime date =
        request.date == null ? OffsetDateTime.now(ZoneId.systemDefault()) : request.date;
    return new DirectorySource(directory, request.image, date, request.former);
  }

  /** Returns what a text names that is no remote repository. */
  static Path path(String source) {
    Path path = anyPath(source);
    // To the system an empty name is the working directory, which nobody means by it.
    if (path.toString().isEmpty()) {
      throw new IllegalArgumentException("the source has no name");
    }
    return path;
  }

  private static Path anyPath(String source) {
    if (source.startsWith(RELATIVE)) {
      return Path.of("").resolve(source.substring(RELATIVE.length()));
    }
    if (source.startsWith(FILE)) {
      return filePath(source);
    }
    Matcher scheme = SCHEME.matcher(source);
    if (scheme.matches()) {
      throw new IllegalArgumentException("sources cannot be of the scheme " + scheme.group(1));
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
