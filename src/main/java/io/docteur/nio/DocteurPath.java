package io.docteur.nio;

import io.docteur.layout.Names;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.Objects;

/**
 * A path as Unix has it: {@link PathBytes} of a mount. Immutable but for what it remembers: its
 * bytes, what was once looked up, since an image never changes.
 *
 * <p>Paths are ordered by unsigned bytes; those of two mounts are never equal.
 */
final class DocteurPath implements Path {
  private static final byte DOT = '.';

  private final DocteurFileSystem fileSystem;

  /** What a path of a listing starts with; null for any other path. */
  private final DocteurPath directory;

  /** What lies at a path of a listing; null for any other path. */
  private final Node listed;

  /** Null for a path of a listing until somebody asks: most are only looked at. */
  private volatile byte[] bytes;

  /** Where the names start; computed when first asked for. */
  private volatile int[] starts;

  /** What lies here if a link at the end is not followed; null until it was looked up. */
  private volatile Node found;

  private DocteurPath(DocteurFileSystem fileSystem, byte[] bytes, Node listed) {
    this.fileSystem = fileSystem;
    this.directory = null;
    this.listed = listed;
    this.bytes = bytes;
  }

  private DocteurPath(DocteurPath directory, Node listed) {
    this.fileSystem = directory.fileSystem;
    this.directory = directory;
    this.listed = listed;
  }

  /** Returns the path that some bytes spell, slashes doubled or at the end left out. */
  static DocteurPath of(DocteurFileSystem fileSystem, byte[] spelled) {
    return new DocteurPath(fileSystem, PathBytes.of(spelled), null);
  }

  /** Returns the path of a node, free of links. */
  static DocteurPath of(DocteurFileSystem fileSystem, Node node) {
    return new DocteurPath(fileSystem, node.path(), node);
  }

  /**
   * Returns a path as one of ours.
   *
   * @throws ProviderMismatchException when it is another provider's
   */
  static DocteurPath of(Path path) {
    if (path instanceof DocteurPath ours) {
      return ours;
    }
    Objects.requireNonNull(path);
    throw new ProviderMismatchException("not a path of docteur: " + path);
  }

  /**
   * Returns the path of an entry of this directory, which needs no look-up any more. Whoever lists
   * asked for {@link #bytes} of the directory, so that nobody climbs to the root for an entry's.
   */
  DocteurPath child(Node child) {
    return new DocteurPath(this, child);
  }

  /** Returns what lies here if a link at the end is not followed, or null when nobody knows. */
  Node node() {
    return listed == null ? found : listed;
  }

  void remember(Node node) {
    found = node;
  }

  /** Returns the bytes, to be read only. */
  byte[] bytes() {
    byte[] result = bytes;
    if (result == null) {
      result = PathBytes.join(directory.bytes(), listed.entry().name());
      bytes = result;
    }
    return result;
  }

  private DocteurPath with(byte[] normal) {
    return new DocteurPath(fileSystem, normal, null);
  }

  @Override
  public DocteurFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return PathBytes.isAbsolute(bytes());
  }

  private boolean isEmpty() {
    return bytes().length == 0;
  }

  @Override
  public DocteurPath getRoot() {
    return isAbsolute() ? fileSystem.root() : null;
  }

  @Override
  public DocteurPath getFileName() {
    int slash = PathBytes.lastSlash(bytes());
    if (slash < 0) {
      return this;
    }
    return bytes().length == 1
        ? null
        : with(Arrays.copyOfRange(bytes(), slash + 1, bytes().length));
  }

  @Override
  public DocteurPath getParent() {
    int slash = PathBytes.lastSlash(bytes());
    if (slash > 0) {
      return with(Arrays.copyOf(bytes(), slash));
    }
    return slash == 0 && bytes().length > 1 ? fileSystem.root() : null;
  }

  private int[] starts() {
    int[] result = starts;
    if (result == null) {
      result = PathBytes.starts(bytes());
      starts = result;
    }
    return result;
  }

  private int end(int index) {
    return index + 1 < starts().length ? starts()[index + 1] - 1 : bytes().length;
  }

  @Override
  public int getNameCount() {
    return starts().length;
  }

  @Override
  public DocteurPath getName(int index) {
    return subpath(index, index + 1);
  }

  /** Returns the bytes of a name. */
  byte[] name(int index) {
    return Arrays.copyOfRange(bytes(), starts()[index], end(index));
  }

  @Override
  public DocteurPath subpath(int beginIndex, int endIndex) {
    if (beginIndex < 0 || endIndex > getNameCount() || beginIndex >= endIndex) {
      throw new IllegalArgumentException(
          "no names from " + beginIndex + " to " + endIndex + " in '" + this + "'");
    }
    return with(Arrays.copyOfRange(bytes(), starts()[beginIndex], end(endIndex - 1)));
  }

  @Override
  public boolean startsWith(Path other) {
    return Objects.requireNonNull(other) instanceof DocteurPath that
        && that.fileSystem == fileSystem
        && that.isAbsolute() == isAbsolute()
        && that.getNameCount() <= getNameCount()
        && sameNames(0, that, 0, that.getNameCount());
  }

  @Override
  public boolean endsWith(Path other) {
    if (!(Objects.requireNonNull(other) instanceof DocteurPath that)
        || that.fileSystem != fileSystem) {
      return false;
    }
    if (that.isAbsolute()) {
      return equals(that);
    }
    int skipped = getNameCount() - that.getNameCount();
    return skipped >= 0 && sameNames(skipped, that, 0, that.getNameCount());
  }

  private boolean sameNames(int index, DocteurPath that, int thatIndex, int count) {
    for (int i = 0; i < count; i++) {
      int start = starts()[index + i];
      int thatStart = that.starts()[thatIndex + i];
      if (!Arrays.equals(
          bytes(), start, end(index + i), that.bytes(), thatStart, that.end(thatIndex + i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isDot(int index) {
    return end(index) - starts()[index] == 1 && bytes()[starts()[index]] == DOT;
  }

  private boolean isDotDot(int index) {
    int start = starts()[index];
    return end(index) - start == 2 && bytes()[start] == DOT && bytes()[start + 1] == DOT;
  }

  private boolean hasDots() {
    for (int i = 0; i < getNameCount(); i++) {
      if (isDot(i) || isDotDot(i)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public DocteurPath normalize() {
    if (!hasDots()) {
      return this;
    }
    int[] kept = new int[getNameCount()];
    int count = 0;
    for (int i = 0; i < getNameCount(); i++) {
      if (isDotDot(i)) {
        if (count > 0 && !isDotDot(kept[count - 1])) {
          count--;
        } else if (!isAbsolute()) {
          kept[count++] = i;
        }
      } else if (!isDot(i)) {
        kept[count++] = i;
      }
    }
    return names(kept, count);
  }

  private DocteurPath names(int[] indices, int count) {
    byte[] result = new byte[bytes().length];
    int length = 0;
    for (int i = 0; i < count; i++) {
      if (i > 0 || isAbsolute()) {
        result[length++] = PathBytes.SLASH;
      }
      int start = starts()[indices[i]];
      int nameLength = end(indices[i]) - start;
      System.arraycopy(bytes(), start, result, length, nameLength);
      length += nameLength;
    }
    return count == 0 && isAbsolute() ? fileSystem.root() : with(Arrays.copyOf(result, length));
  }

  @Override
  public DocteurPath resolve(Path other) {
    DocteurPath that = of(other);
    if (that.isAbsolute()) {
      return that;
    }
    if (that.isEmpty()) {
      return this;
    }
    return with(PathBytes.join(bytes(), that.bytes()));
  }

  @Override
  public DocteurPath relativize(Path other) {
    DocteurPath that = of(other);
    if (that.fileSystem != fileSystem) {
      throw new ProviderMismatchException("'" + that + "' is of another mount than '" + this + "'");
    }
    if (that.isAbsolute() != isAbsolute()) {
      throw new IllegalArgumentException("no relative path from '" + this + "' to '" + that + "'");
    }
    if (that.equals(this)) {
      return with(new byte[0]);
    }
    if (isEmpty()) {
      return that;
    }
    return hasDots() || that.hasDots()
        ? normalize().relativizeNormal(that.normalize())
        : relativizeNormal(that);
  }

  /** As {@link #relativize}, of paths whose only dots are {@code ..} at their start. */
  private DocteurPath relativizeNormal(DocteurPath that) {
    int count = isEmpty() ? 0 : getNameCount();
    int thatCount = that.isEmpty() ? 0 : that.getNameCount();
    int common = 0;
    while (common < Math.min(count, thatCount) && sameNames(common, that, common, 1)) {
      common++;
    }
    if (common < count && isDotDot(common)) {
      throw new IllegalArgumentException("no relative path from '" + this + "' to '" + that + "'");
    }
    byte[] result = new byte[0];
    for (int i = common; i < count; i++) {
      result = PathBytes.join(result, new byte[] {DOT, DOT});
    }
    if (common == thatCount) {
      return with(result);
    }
    byte[] rest = Arrays.copyOfRange(that.bytes(), that.starts()[common], that.bytes().length);
    return with(PathBytes.join(result, rest));
  }

  @Override
  public DocteurPath toAbsolutePath() {
    return isAbsolute() ? this : fileSystem.root().resolve(this);
  }

  @Override
  public DocteurPath toRealPath(LinkOption... options) throws IOException {
    if (LinkOptions.follow(options)) {
      return of(fileSystem, fileSystem.find(this, true));
    }
    DocteurPath result = fileSystem.root();
    DocteurPath absolute = toAbsolutePath();
    for (int i = 0; i < absolute.getNameCount(); i++) {
      if (absolute.isDotDot(i) && !fileSystem.find(result, false).isSymbolicLink()) {
        DocteurPath parent = result.getParent();
        result = parent == null ? fileSystem.root() : parent;
      } else if (!absolute.isDot(i)) {
        result = result.resolve(absolute.getName(i));
      }
    }
    fileSystem.find(result, false);
    return result;
  }

  /** Returns the URI, which ends in a slash where there is a directory. */
  @Override
  public URI toUri() {
    DocteurPath absolute = toAbsolutePath();
    boolean directory = absolute.bytes().length > 1 && fileSystem.isDirectory(this);
    return DocteurUri.of(fileSystem.location(), absolute.bytes(), directory);
  }

  /**
   * Refuses, since an image never changes.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("an image never changes");
  }

  @Override
  public int compareTo(Path other) {
    DocteurPath that = (DocteurPath) other;
    int order = Arrays.compareUnsigned(bytes(), that.bytes());
    return order == 0 ? fileSystem.compareTo(that.fileSystem) : order;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof DocteurPath that
        && that.fileSystem == fileSystem
        && Arrays.equals(that.bytes(), bytes());
  }

  @Override
  public int hashCode() {
    return 31 * fileSystem.hashCode() + Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return Names.decode(bytes());
  }
}
