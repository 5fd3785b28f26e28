package io.docteur.make.fetch;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Finds and opens local repositories and their commits; what fails says why in one sentence. */
public final class Repositories {
  /** An entry of a ref's log. Of a symbolic ref JGit takes the log of what it leads to. */
  private static final Pattern LOG = Pattern.compile("(?<ref>.+?)@\\{\\d+}.*");

  static {
    JGitSettings.apply();
  }

  private Repositories() {}

  /** Tells whether a directory is a work tree or a bare repository, or claims to be one. */
  public static boolean isRepository(Path directory) {
    return Files.exists(directory.resolve(Constants.DOT_GIT)) || isBare(directory);
  }

  private static boolean isBare(Path directory) {
    return Files.isRegularFile(directory.resolve(Constants.HEAD))
        && Files.isDirectory(directory.resolve("objects"))
        && Files.isDirectory(directory.resolve("refs"));
  }

  /** Opens the repository of a directory for which {@link #isRepository} is true. */
  public static FileRepository open(Path directory) throws IOException {
    String name = directory.toString();
    if (directory.getFileSystem() != FileSystems.getDefault()) {
      throw failure(name, "a repository must lie in the default file system", null);
    }
    FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
    boolean workTree = Files.exists(directory.resolve(Constants.DOT_GIT));
    File file = directory.toAbsolutePath().toFile();
    try {
      if (workTree) {
        builder.setWorkTree(file);
      } else {
        builder.setGitDir(file);
      }
      builder.setup();
      File common = builder.getGitCommonDir();
      File gitDirectory = builder.getGitDir();
      RepositoryFormat.check(name, gitDirectory, common == null ? gitDirectory : common);
      return (FileRepository) builder.build();
    } catch (RepositoryNotFoundException e) {
      throw failure(name, "what is in its .git is not a repository", e);
    } catch (FileSystemException | InterruptedIOException e) {
      throw e;
    } catch (ConfigInvalidException | IOException | IllegalArgumentException e) {
      throw failure(name, "the repository cannot be opened: " + firstLine(e), e);
    }
  }

  /**
   * Returns the id of the commit that a name stands for.
   *
   * @param name how the repository is called in what is said of it
   * @param ref a full ref, a short name, or an id, which may be abbreviated
   */
  public static ObjectId commit(String name, FileRepository repository, String ref)
      throws IOException {
    Matcher log = LOG.matcher(ref);
    Ref logged = log.matches() ? repository.findRef(log.group("ref")) : null;
    if (logged != null && logged.isSymbolic()) {
      throw failure(name, "a commit cannot be named by the log of " + logged.getName(), null);
    }
    try {
      ObjectId commit = resolve(repository, ref + "^{commit}");
      if (commit != null) {
        return commit;
      }
    } catch (AmbiguousObjectException e) {
      throw failure(name, "the abbreviated id " + ref + " stands for several objects", e);
    } catch (IncorrectObjectTypeException e) {
      throw failure(name, ref + " does not stand for a commit", e);
    } catch (MissingObjectException e) {
      throw failure(name, "the repository lacks the commit of " + ref, e);
    } catch (RevisionSyntaxException e) {
      throw failure(name, "no such branch, tag or commit: " + ref, e);
    } catch (IndexOutOfBoundsException e) {
      throw failure(name, ref + " stands for a damaged tag: a part is missing", e);
    } catch (IllegalArgumentException e) {
      throw failure(name, ref + " stands for a damaged commit: " + firstLine(e), e);
    } catch (IOException e) {
      throw unnamed(name, ref, e);
    }
    if (ref.equals(Constants.HEAD)) {
      Ref head = repository.exactRef(Constants.HEAD);
      String branch = head == null ? "" : " on " + head.getLeaf().getName();
      throw failure(name, "the repository has no commit yet" + branch, null);
    }
    throw failure(name, "no such branch, tag or commit: " + ref, null);
  }

  /**
   * Resolves a name, and once more where an object of it is missing: git may just have packed anew,
   * and by the time of a directory alone JGit may not see that it has changed.
   */
  private static ObjectId resolve(FileRepository repository, String name) throws IOException {
    try {
      return repository.resolve(name);
    } catch (MissingObjectException e) {
      repository.getObjectDatabase().close(); // so that the packs are listed again
      return repository.resolve(name);
    }
  }

  /** Returns a failure to read something, which names the repository where it did not. */
  public static IOException unnamed(String name, String what, IOException e) {
    boolean named = e instanceof FileSystemException || e instanceof InterruptedIOException;
    return named ? e : failure(name, what + " cannot be read: " + firstLine(e), e);
  }

  /** Returns an exception that names the repository. */
  public static IOException failure(String name, String reason, Throwable cause) {
    IOException failure = new FileSystemException(name, null, reason);
    failure.initCause(cause);
    return failure;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
