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
import org.eclipse.jgit.lib.Repository;

/** What a user can name as a source. */
final class Sources {
  private static final String FILE = "file:";
  private static final String RELATIVE = "relativize://";
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*");

  /** What follows the scheme of a URI of a file on this machine. */
  private static final Pattern LOCAL = Pattern.compile("//(localhost)?(/*(?<path>/.*))?");

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
    String url = UrlRewriting.of(source);
    return RemoteUrl.isRemote(url) ? fetch(source, url, request) : open(path(url), request);
  }

  private static ObjectSource fetch(String source, String contacted, Request request)
      throws IOException {
    RemoteUrl url = RemoteUrl.of(contacted);
    try (Remote remote = new Remote(url, request.answers)) {
      return fetched(url.toString(), source, request, remote::fetchCommit);
    }
  }

  /** Fetches a commit, or a tag of it, and returns its id. */
  @FunctionalInterface
  private interface Fetching {
    ObjectId fetchCommit(Repository into, String ref, Progress progress) throws IOException;
  }

  private static ObjectSource fetched(String name, String url, Request request, Fetching fetching)
      throws IOException {
    TemporaryRepository temporary = new TemporaryRepository(request);
    ObjectId wanted;
    try {
      wanted = fetching.fetchCommit(temporary.repository(), request.ref, request.progress);
    } catch (IOException | RuntimeException e) {
      temporary.close();
      throw e;
    }
    return RepositorySource.of(name, url, temporary, wanted, request);
  }

  /** Opens a repository, a bundle or a plain directory. */
  static ObjectSource open(Path directory, Request request) throws IOException {
    String ref = request.ref;
    if (!Files.exists(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "no such directory");
    }
    if (Files.isRegularFile(directory) && Bundle.is(directory)) {
      String url = directory.toAbsolutePath().normalize().toString();
      return fetched(directory.toString(), url, request, new Bundle(directory)::fetchCommit);
    }
    if (!Files.isDirectory(directory)) {
      throw new FileSystemException(directory.toString(), null, "not a directory or a git bundle");
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
    if (isFile(source)) {
      return filePath(source);
    }
    Matcher scheme = SCHEME.matcher(source);
    if (scheme.matches()) {
      throw new IllegalArgumentException("sources cannot be of the scheme " + scheme.group(1));
    }
    return Path.of(source);
  }

  /** Tells whether a text, at first sight, names what is on this machine. */
  static boolean isPath(String source) {
    return isFile(source) || source.startsWith(RELATIVE) || RemoteUrl.isThere(source);
  }

  /** Tells whether a text is a URI of a file, such as {@code File.toURI()} gives too. */
  static boolean isFile(String source) {
    return source.regionMatches(true, 0, FILE, 0, FILE.length());
  }

  /** A path in a URI may be encoded as URIs want it, or be as it is. */
  private static Path filePath(String source) {
    String rest = source.substring(FILE.length());
    Matcher local = LOCAL.matcher(rest);
    String path = local.matches() ? local.group("path") : rest;
    if (path == null || path.isEmpty()) {
      return Path.of("");
    }
    try {
      return Path.of(new URI(FILE + path));
    } catch (URISyntaxException e) {
      return Path.of(path);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
    }
  }
}
