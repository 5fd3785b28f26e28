package io.docteur.make.source;

import io.docteur.layout.PlatformNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Tells whether the tracked files of a work tree are as they were committed. It goes by what the
 * index noted of each file and hashes those that were touched since; it runs no filter, so a
 * touched file that a filter would change back counts as changed.
 */
final class WorkTree {
  private static final int BUFFER = 1 << 16;

  private WorkTree() {}

  /** Tells whether a commit is the one that is checked out in a work tree. */
  static boolean isHead(FileRepository repository, ObjectId commit) throws IOException {
    return !repository.isBare() && commit.equals(repository.resolve(Constants.HEAD));
  }

  /**
   * Returns what the user of an image of {@code HEAD} should know of the work tree, or null: that
   * the index or a tracked file differs, or that it cannot be told, which keeps nobody from making
   * the image. It ends early when the thread is interrupted.
   *
   * @param name how the repository is called in the notice
   */
  static String notice(FileRepository repository, String name) {
    try {
      return hasChanges(repository)
          ? "uncommitted changes in " + name + " are not in the image"
          : null;
    } catch (IOException | RuntimeException e) {
      return "uncommitted changes in %s, if there are any, are not in the image: %s"
          .formatted(name, e.getMessage());
    }
  }

  private static boolean hasChanges(FileRepository repository) throws IOException {
    if (!repository.getIndexFile().exists()) {
      return false; // nothing was checked out
    }
    DirCache index = index(repository);
    if (index.hasUnmergedPaths() || differsFromHead(repository, index)) {
      return true;
    }
    Path root = repository.getWorkTree().toPath();
    for (int i = 0; i < index.getEntryCount(); i++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while looking at a work tree");
      }
      if (differs(root, index.getEntry(i))) {
        return true;
      }
    }
    return false;
  }

  private static DirCache index(FileRepository repository) throws IOException {
    try {
      return repository.readDirCache();
    } catch (IOException | RuntimeException e) {
      throw new IOException("the index cannot be read: it is split, sparse or damaged", e);
    }
  }

  private static boolean differsFromHead(FileRepository repository, DirCache index)
      throws IOException {
    try (RevWalk commits = new RevWalk(repository);
        TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(commits.parseCommit(repository.resolve(Constants.HEAD)).getTree());
      walk.addTree(new DirCacheIterator(index));
      walk.setFilter(TreeFilter.ANY_DIFF);
      walk.setRecursive(true);
      return walk.next();
    }
  }

  private static boolean differs(Path root, DirCacheEntry entry) throws IOException {
    boolean gitlink = entry.getFileMode() == FileMode.GITLINK;
    if (gitlink || entry.isAssumeValid() || entry.isSkipWorkTree()) {
      return false;
    }
    Path path = PlatformNames.resolve(root, entry.getRawPath());
    BasicFileAttributes file;
    try {
      file = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return true;
    }
    boolean link = entry.getFileMode() == FileMode.SYMLINK;
    if (link ? !file.isSymbolicLink() : !file.isRegularFile()) {
      return true;
    }
    return !isAsNoted(entry, file) && !hash(path, file).equals(entry.getObjectId());
  }

  private static boolean isAsNoted(DirCacheEntry entry, BasicFileAttributes file) {
    Instant noted = entry.getLastModifiedInstant();
    Instant actual = file.lastModifiedTime().toInstant();
    boolean sameTime =
        noted.getEpochSecond() == actual.getEpochSecond()
            && (noted.getNano() == 0 || noted.getNano() == actual.getNano());
    return sameTime && entry.getLength() == (int) file.size() && !entry.isSmudged();
  }

  private static ObjectId hash(Path path, BasicFileAttributes file) throws IOException {
    if (file.isSymbolicLink()) {
      return hashOf(PlatformNames.target(path));
    }
    MessageDigest sha1 = Constants.newMessageDigest();
    sha1.update(io.docteur.pack.ObjectType.BLOB.header(file.size()));
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha1.update(buffer, 0, n);
      }
    }
    return ObjectId.fromRaw(sha1.digest());
  }

  private static ObjectId hashOf(byte[] content) {
    return ObjectId.fromRaw(
        io.docteur.pack.ObjectId.of(io.docteur.pack.ObjectType.BLOB, content).toBytes());
  }
}
