package io.docteur.nio;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The provider of the scheme {@code docteur}: file systems in images, read-only.
 *
 * <p>{@code FileSystems.newFileSystem(URI, Map)} mounts an image, for example {@code
 * docteur:/dev/vdb} or {@code docteur:file:///disk.img}, and registers it by its real path until it
 * is closed; {@code newFileSystem(Path, Map)} mounts without registering. The options are in {@link
 * DocteurOptions}. A path's URI is {@code docteur:/dev/vdb!/directory/file}; {@link Path#of(URI)}
 * finds it in an image that is mounted, and mounts none by itself.
 *
 * <p>Directories are listed in the order of their names' unsigned bytes. A byte of a name that is
 * not valid UTF-8 stands in strings as U+DC80 to U+DCFF. Links are followed inside the image, where
 * an absolute target starts at the image's root; gitlinks are empty directories. Whatever would
 * change a file is a {@link ReadOnlyFileSystemException}. After a file system's close, what reads
 * it gets {@link java.nio.file.ClosedFileSystemException}; what contradicts the format or its own
 * checksums is an {@link io.docteur.DamagedImageException}.
 *
 * <p>Everything is safe for any number of threads. Arguments must not be null.
 */
public final class DocteurFileSystemProvider extends FileSystemProvider {
  private static final AtomicReference<DocteurFileSystemProvider> FIRST = new AtomicReference<>();

  /** A provider like any other: all share their mounts. Made by {@link java.util.ServiceLoader}. */
  public DocteurFileSystemProvider() {
    FIRST.compareAndSet(null, this);
  }

  /**
   * Returns the provider of all file systems, the first that was made, since {@link
   * java.nio.file.Files#copy} and others compare providers by identity.
   */
  static DocteurFileSystemProvider canonical() {
    return FIRST.get();
  }

  @Override
  public String getScheme() {
    return DocteurUri.SCHEME;
  }

  /**
   * Mounts the image that a URI names, and registers it by its real path.
   *
   * @throws java.nio.file.FileSystemAlreadyExistsException when that image is mounted
   * @throws java.nio.file.FileSystemNotFoundException when the image lies in a file system that is
   *     not there
   * @throws java.nio.file.NoSuchFileException when there is no such file
   * @throws FileSystemException when it is neither a file nor a block device
   * @throws IllegalArgumentException when the URI is malformed or an option unknown or bad
   * @throws io.docteur.DamagedImageException when it is no image, is damaged, or is of another
   *     commit than is asked for
   */
  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
    return Mounts.mount(uri, env);
  }

  /**
   * Mounts a file, without registering it.
   *
   * @throws UnsupportedOperationException when it is no image, or when there is no such file: then
   *     the cause is {@link java.nio.file.NoSuchFileException}
   * @throws IllegalArgumentException when it is one, and an option is unknown or bad
   * @throws io.docteur.DamagedImageException when it is damaged, or of another commit than is asked
   *     for
   */
  @Override
  public FileSystem newFileSystem(Path path, Map<String, ?> env) throws IOException {
    return Mounts.mount(path, env);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return Mounts.get(uri);
  }

  @Override
  public Path getPath(URI uri) {
    return Mounts.path(uri);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return open(DocteurPath.of(path), options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    BlobChannel blob = open(DocteurPath.of(path), options, attributes);
    return blob.fileSystem().closing(new BlobFileChannel(blob));
  }

  @Override
  public AsynchronousFileChannel newAsynchronousFileChannel(
      Path path,
      Set<? extends OpenOption> options,
      ExecutorService executor,
      FileAttribute<?>... attributes)
      throws IOException {
    return new BlobAsynchronousChannel(open(DocteurPath.of(path), options, attributes), executor);
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    for (OpenOption option : options) {
      if (option == StandardOpenOption.APPEND || option == StandardOpenOption.WRITE) {
        throw new UnsupportedOperationException("'" + option + "' not allowed");
      }
    }
    Set<OpenOption> set = options.length == 0 ? Set.of() : new HashSet<>(List.of(options));
    return new BlobInputStream(open(DocteurPath.of(path), set));
  }

  private static BlobChannel open(
      DocteurPath path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    DocteurFileSystem fileSystem = path.getFileSystem();
    fileSystem.checkOpen(); // before a write is refused
    OpenOptions.checkAttributes(attributes);
    boolean follow = OpenOptions.checkRead(options);
    Node node = fileSystem.find(path, follow);
    if (node.isDirectory()) {
      throw new FileSystemException(path.toString(), null, "Is a directory");
    }
    if (node.isSymbolicLink()) {
      throw new FileSystemException(
          path.toString(), null, "a symbolic link (NOFOLLOW_LINKS specified)");
    }
    return fileSystem.read(image -> new BlobChannel(fileSystem, node, image.open(node.entry())));
  }

  /** Opens a file's deflated form, as {@link GitFileAttributeView#openDeflated} has it. */
  static Optional<SeekableByteChannel> openDeflated(DocteurPath path, boolean follow)
      throws IOException {
    DocteurFileSystem fileSystem = path.getFileSystem();
    Node node = fileSystem.find(path, follow);
    if (node.isDirectory() || node.isSymbolicLink()) {
      return Optional.empty();
    }
    return fileSystem
        .read(image -> image.openDeflated(node.entry()))
        .map(blob -> new BlobChannel(fileSystem, node, blob));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DocteurPath directory = DocteurPath.of(path);
    DocteurFileSystem fileSystem = directory.getFileSystem();
    Node node = fileSystem.find(directory, true);
    if (!node.isDirectory()) {
      throw new NotDirectoryException(path.toString());
    }
    return fileSystem.read(
        image ->
            new EntryStream(
                directory, node, image.layout().directory(node.entry()).entries(), filter));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    DocteurPath checked = DocteurPath.of(path);
    Node node = checked.getFileSystem().find(checked, true);
    for (AccessMode mode : modes) {
      if (mode == AccessMode.WRITE) {
        throw new AccessDeniedException(path.toString(), null, "the file system is read-only");
      }
      if (mode == AccessMode.EXECUTE && !ImageAttributes.isExecutable(node.entry().kind())) {
        throw new AccessDeniedException(path.toString());
      }
      Objects.requireNonNull(mode);
    }
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    DocteurPath a = DocteurPath.of(path);
    a.getFileSystem().checkOpen();
    if (a.equals(Objects.requireNonNull(other))) {
      return true;
    }
    return other instanceof DocteurPath b
        && a.getFileSystem() == b.getFileSystem()
        && a.getFileSystem().find(a, true).equals(b.getFileSystem().find(b, true));
  }

  @Override
  public boolean isHidden(Path path) {
    DocteurPath hidden = DocteurPath.of(path);
    hidden.getFileSystem().checkOpen();
    DocteurPath name = hidden.getFileName();
    return name != null && name.bytes().length > 0 && name.bytes()[0] == '.';
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    DocteurPath path = DocteurPath.of(link);
    byte[] target = path.getFileSystem().target(path);
    for (byte b : target) {
      if (b == 0) {
        throw new FileSystemException(link.toString(), null, "the link's target has a zero byte");
      }
    }
    return DocteurPath.of(path.getFileSystem(), target);
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    DocteurPath file = DocteurPath.of(path);
    file.getFileSystem().find(file, true);
    return new DocteurFileStore(file.getFileSystem());
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    boolean follow = LinkOptions.follow(options);
    DocteurPath file = DocteurPath.of(path);
    file.getFileSystem().checkOpen();
    return type.cast(Views.of(file, follow, Objects.requireNonNull(type)));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    boolean follow = LinkOptions.follow(options);
    boolean git = type == GitFileAttributes.class;
    if (type != BasicFileAttributes.class && type != PosixFileAttributes.class && !git) {
      Objects.requireNonNull(type);
      throw new UnsupportedOperationException("no such attributes: " + type.getName());
    }
    StoredAs.Asked asked = git ? StoredAs.Asked.PACKING : StoredAs.Asked.NOTHING;
    return type.cast(Attributes.read(DocteurPath.of(path), follow, asked));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    boolean follow = LinkOptions.follow(options);
    return Attributes.read(DocteurPath.of(path), attributes, follow);
  }

  /**
   * Refuses.
   *
   * @throws ReadOnlyFileSystemException unless the file system is closed
   */
  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw refuse(path);
  }

  /**
   * Refuses.
   *
   * @throws ReadOnlyFileSystemException unless the file system is closed
   */
  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) {
    throw refuse(directory);
  }

  /**
   * Refuses.
   *
   * @throws ReadOnlyFileSystemException unless the file system is closed
   */
  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
    throw refuse(link);
  }

  /**
   * Refuses.
   *
   * @throws ReadOnlyFileSystemException unless the file system is closed
   */
  @Override
  public void createLink(Path link, Path existing) {
    throw refuse(link);
  }

  /**
   * Refuses.
   *
   * @throws ReadOnlyFileSystemException unless the file system is closed
   */
  @Override
  public void delete(Path path) {
    throw refuse(path);
  }

  /**
   * Refuses: the target lies in an image. Copies to other providers do not come here.
   *
   * @throws ReadOnlyFileSystemException unless the file system is closed
   */
  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw refuse(target);
  }

  /**
   * Refuses.
   *
   * @throws ReadOnlyFileSystemException unless the file system is closed
   */
  @Override
  public void move(Path source, Path target, CopyOption... options) {
    throw refuse(source);
  }

  /**
   * Returns what refuses a change.
   *
   * @throws java.nio.file.ClosedFileSystemException when the file system is closed
   */
  static ReadOnlyFileSystemException refuse(Path path) {
    DocteurPath.of(path).getFileSystem().checkOpen();
    return new ReadOnlyFileSystemException();
  }
}
