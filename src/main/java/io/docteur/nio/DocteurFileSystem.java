package io.docteur.nio;

import io.docteur.image.Image;
import io.docteur.image.ImageOptions;
import io.docteur.layout.Names;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A mounted image. It owns the image, whose every access goes through {@link #read}. Thread-safe.
 */
final class DocteurFileSystem extends FileSystem implements Comparable<DocteurFileSystem> {
  private static final AtomicLong MOUNTS = new AtomicLong();

  private final long number = MOUNTS.incrementAndGet();
  private final DocteurFileSystemProvider provider = DocteurFileSystemProvider.canonical();
  private final Path location;
  private final Image image;
  private final Lookup lookup;
  private final DocteurPath root;
  private final FileTime time;
  private final FileLocks locks = new FileLocks();
  private final TemporaryCopies temporaryCopies;
  private final TransferBuffers transferBuffers;
  private final boolean pinned;

  /** Who forgets to close one does not keep it here. */
  private final Set<FileChannel> channels = Collections.newSetFromMap(new WeakHashMap<>());

  private volatile boolean closed;

  /**
   * A file system over an image, which it closes.
   *
   * @param location the image's file, its real path
   * @param options how it was opened
   */
  DocteurFileSystem(Path location, Image image, ImageOptions options) {
    this.location = location;
    this.image = image;
    this.temporaryCopies = new TemporaryCopies(options.spillDirectory());
    this.pinned = options.commit() != null;
    this.transferBuffers = new TransferBuffers(options.cacheBytes());
    this.lookup = new Lookup(image);
    this.root = DocteurPath.of(this, Node.root(image.layout().root()));
    this.time = FileTime.from(image.commit().committer().when().toInstant());
  }

  /** What reads the image. */
  interface Read<T> {
    /** Reads. */
    T from(Image image) throws IOException;
  }

  /**
   * Reads the image.
   *
   * @throws ClosedFileSystemException when the file system is closed, or is closed meanwhile
   */
  <T> T read(Read<T> read) throws IOException {
    checkOpen();
    try {
      return read.from(image);
    } catch (ClosedChannelException e) {
      checkOpen();
      throw e;
    }
  }

  /** Throws {@link ClosedFileSystemException} when the file system is closed. */
  void checkOpen() {
    if (closed) {
      throw new ClosedFileSystemException();
    }
  }

  /**
   * Returns a channel that is to be closed with the file system, as it cannot tell by itself.
   *
   * @throws ClosedFileSystemException when the file system is closed
   */
  FileChannel closing(FileChannel channel) throws IOException {
    synchronized (channels) {
      channels.add(channel);
    }
    if (closed) {
      channel.close();
    }
    checkOpen();
    return channel;
  }

  /** Returns what lies at a path; one that came out of a listing knows it. */
  Node find(DocteurPath path, boolean followLast) throws IOException {
    Node known = path.node();
    if (known != null && !(followLast && known.isSymbolicLink())) {
      checkOpen();
      return known;
    }
    return read(open -> lookup.find(path, followLast));
  }

  /** Returns the target of the link at a path. */
  byte[] target(DocteurPath path) throws IOException {
    return read(open -> lookup.target(lookup.find(path, false), path));
  }

  /** Tells whether a directory is known to lie at a path; false where nobody can tell. */
  boolean isDirectory(DocteurPath path) {
    try {
      return isOpen() && find(path, true).isDirectory();
    } catch (IOException | ClosedFileSystemException e) {
      return false;
    }
  }

  DocteurPath root() {
    return root;
  }

  /** Returns a number that no other mount of this virtual machine has. */
  long number() {
    return number;
  }

  /** Tells whether nothing is trusted but ids. */
  boolean isPinned() {
    return pinned;
  }

  FileLocks locks() {
    return locks;
  }

  TemporaryCopies temporaryCopies() {
    return temporaryCopies;
  }

  TransferBuffers transferBuffers() {
    return transferBuffers;
  }

  Path location() {
    return location;
  }

  /** Returns the committer's time, which is that of every file. */
  FileTime time() {
    return time;
  }

  /** Returns the commit's id in hexadecimal. */
  String commit() {
    return image.commitId().toString();
  }

  String imageName() {
    return image.name();
  }

  /** Returns the bytes of the image's file or device. */
  long imageLength() {
    return image.length();
  }

  @Override
  public DocteurFileSystemProvider provider() {
    return provider;
  }

  /**
   * Closes the image. Readers in flight get {@link ClosedFileSystemException}; a second call does
   * nothing.
   */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    Mounts.remove(this);
    try {
      image.close();
    } finally {
      closeChannels();
    }
  }

  private void closeChannels() throws IOException {
    List<FileChannel> open;
    synchronized (channels) {
      open = new ArrayList<>(channels);
      channels.clear();
    }
    for (FileChannel channel : open) {
      channel.close();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    checkOpen();
    return List.of(root);
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    checkOpen();
    return List.of(new DocteurFileStore(this));
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    checkOpen();
    return Attributes.views();
  }

  @Override
  public Path getPath(String first, String... more) {
    StringBuilder path = new StringBuilder(first);
    for (String name : more) {
      if (!name.isEmpty()) {
        if (path.length() > 0) {
          path.append('/');
        }
        path.append(name);
      }
    }
    return DocteurPath.of(this, Names.encode(path.toString()));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    return Glob.matcher(syntaxAndPattern);
  }

  /**
   * Refuses: names of owners mean nothing in an image.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("an image knows no users");
  }

  /**
   * Refuses, since an image never changes.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("an image never changes");
  }

  /** Orders mounts by when they were made, so that their paths can be ordered. */
  @Override
  public int compareTo(DocteurFileSystem other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return location.toString();
  }
}
