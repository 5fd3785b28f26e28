package io.docteur.make.source;

import io.docteur.make.fetch.Bundle;
import io.docteur.make.fetch.LocalPath;
import io.docteur.make.fetch.Remote;
import io.docteur.make.fetch.RemoteUrl;
import io.docteur.make.fetch.Repositories;
import io.docteur.make.fetch.TemporaryRepository;
import io.docteur.make.fetch.UrlRewriting;
import io.docteur.make.task.Answers;
import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** What a user can name as a source. */
public final class Sources {
  private Sources() {}

  /** Opens one source. */
  @FunctionalInterface
  public interface Opener {
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
  public record Request(
      String ref,
      OffsetDateTime date,
      Path image,
      Answers answers,
      Workers workers,
      Progress progress,
      boolean submodules,
      SourcePack former) {}

  /** Opens what a user's text names. */
  public static ObjectSource open(String source, Request request) throws IOException {
    String url = UrlRewriting.of(source);
    return RemoteUrl.isRemote(url) ? fetch(source, url, request) : open(LocalPath.of(url), request);
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
    TemporaryRepository temporary =
        new TemporaryRepository(request.image, request.workers, request.progress);
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
  public static ObjectSource open(Path directory, Request request) throws IOException {
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
}
