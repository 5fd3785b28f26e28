package io.docteur.nio;

import io.docteur.layout.EntryKind;
import io.docteur.layout.Names;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/** All attributes of a file, as they were when they were read. Immutable. */
final class ImageAttributes implements PosixFileAttributes, GitFileAttributes {
  private static final Principal GIT = new Principal("git");

  /**
   * What git gives files and directories, with the usual umask. That nothing can be written here,
   * the file system says, as one does that is mounted read-only; a copy takes these along, and has
   * to be its owner's to write.
   */
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

  private static final Set<PosixFilePermission> EXECUTABLE =
      PosixFilePermissions.fromString("rwxr-xr-x");

  /** FNV-1a of 64 bits (Fowler, Noll and Vo). */
  private static final long HASH_START = 0xcbf29ce484222325L;

  private static final long HASH_PRIME = 0x100000001b3L;

  private static final int TYPE_MASK = 0170000;
  private static final int FILE_MODE = 0644;
  private static final int EXECUTABLE_MODE = 0755;

  private final DocteurFileSystem fileSystem;
  private final Node node;
  private final long size;
  private final StoredAs stored;

  /**
   * Attributes of a node.
   *
   * @param size the size in bytes
   * @param stored how git stores it, or null where nobody will ask for it
   */
  ImageAttributes(DocteurFileSystem fileSystem, Node node, long size, StoredAs stored) {
    this.fileSystem = fileSystem;
    this.node = node;
    this.size = size;
    this.stored = stored;
  }

  /** An owner or a group; an image has but one of each. */
  private record Principal(String name) implements GroupPrincipal {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What tells a file from all others, of other mounts as well. */
  private record FileKey(DocteurFileSystem fileSystem, Node node) {
    @Override
    public String toString() {
      return fileSystem + "!" + Names.decode(node.path());
    }
  }

  private EntryKind kind() {
    return node.entry().kind();
  }

  /** Tells whether a kind of entry may be executed or searched. */
  static boolean isExecutable(EntryKind kind) {
    return kind != EntryKind.FILE;
  }

  @Override
  public FileTime lastModifiedTime() {
    return fileSystem.time();
  }

  @Override
  public FileTime lastAccessTime() {
    return fileSystem.time();
  }

  @Override
  public FileTime creationTime() {
    return fileSystem.time();
  }

  @Override
  public boolean isRegularFile() {
    return kind() == EntryKind.FILE || kind() == EntryKind.EXECUTABLE;
  }

  @Override
  public boolean isDirectory() {
    return node.isDirectory();
  }

  @Override
  public boolean isSymbolicLink() {
    return node.isSymbolicLink();
  }

  @Override
  public boolean isOther() {
    return false;
  }

  /** Returns the size of a file or of a link's target in bytes; 0 for a directory. */
  @Override
  public long size() {
    return size;
  }

  @Override
  public Object fileKey() {
    return new FileKey(fileSystem, node);
  }

  @Override
  public UserPrincipal owner() {
    return GIT;
  }

  @Override
  public GroupPrincipal group() {
    return GIT;
  }

  @Override
  public Set<PosixFilePermission> permissions() {
    return EnumSet.copyOf(isExecutable(kind()) ? EXECUTABLE : FILE);
  }

  /** Returns type and permissions as {@code stat(2)} has them. */
  int unixMode() {
    int type = isDirectory() ? EntryKind.DIRECTORY.mode() : kind().mode() & TYPE_MASK;
    return type | (isExecutable(kind()) ? EXECUTABLE_MODE : FILE_MODE);
  }

  /** Returns a number for the place of the file: equal for equal paths, and hardly for others. */
  long inode() {
    long hash = HASH_START;
    for (byte b : node.path()) {
      hash = (hash ^ (b & 0xff)) * HASH_PRIME;
    }
    return hash & Long.MAX_VALUE;
  }

  long device() {
    return fileSystem.number();
  }

  /** Tells whether what is asked for was looked up. */
  boolean hold(StoredAs.Asked asked) {
    return asked == StoredAs.Asked.NOTHING || (stored != null && stored.holds(asked));
  }

  @Override
  public String id() {
    return stored.id();
  }

  @Override
  public long packedSize() {
    return stored.packing().size();
  }

  @Override
  public int deltaDepth() {
    return stored.packing().deltaDepth();
  }

  @Override
  public int mode() {
    return kind().mode();
  }

  @Override
  public String commit() {
    return fileSystem.commit();
  }
}
