package io.docteur.make.source;

import io.docteur.layout.PlatformNames;
import io.docteur.make.task.Progress;
import io.docteur.pack.ObjectId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a plain directory holds, as it was when it was listed. Every file, link and directory is a
 * <em>node</em>; node 0 is the root, and the nodes of one directory are neighbours, in the byte
 * order of their names. Directories are numbered too, a parent always before its children.
 */
final class DirectoryScan {
  private static final int INITIAL_NODES = 1 << 10;
  private static final String GIT_DIRECTORY = ".git";

  private record Found(byte[] name, int mode, long size) {}

  /** The former image, links followed, or null where there is none. */
  private final Path image;

  private final Class<? extends BasicFileAttributes> attributes;
  private final List<String> notices = new ArrayList<>();

  private int nodes;
  private int[] modes = new int[INITIAL_NODES];
  private long[] sizes = new long[INITIAL_NODES];

  /** A directory's own number, or its parent's for everything else. */
  private int[] directories = new int[INITIAL_NODES];

  private byte[] names = new byte[INITIAL_NODES];

  /** Where the names end in {@link #names}; each starts where its neighbour's ends. */
  private int[] nameEnds = new int[INITIAL_NODES];

  private final List<Path> paths = new ArrayList<>();

  /** The first node in each directory; the last one is the neighbour of the next one's first. */
  private int[] firsts = new int[INITIAL_NODES];

  /**
   * Lists everything under a directory.
   *
   * @param image the image to be made, which is left out where it lies in the directory, or null
   */
  DirectoryScan(Path root, Path image, Progress progress) throws IOException {
    this.image = image != null && Files.exists(image) ? image.toRealPath() : null;
    boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    this.attributes = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
    add(new Found(new byte[0], TreeEntry.TREE, 0), -1);
    addDirectory(0, root);
    for (int directory = 0; directory < paths.size(); directory++) {
      scan(directory);
      progress.add(nodes - firsts[directory]);
    }
  }

  /** Returns the number of nodes. */
  int nodes() {
    return nodes;
  }

  /** Returns the number of directories. */
  int directories() {
    return paths.size();
  }

  /** Returns the number of a node that is a directory. */
  int directory(int node) {
    return directories[node];
  }

  /** Returns the first node in a directory. */
  int firstChild(int directory) {
    return firsts[directory];
  }

  /** Returns the node after the last one in a directory. */
  int endOfChildren(int directory) {
    return directory + 1 < paths.size() ? firsts[directory + 1] : nodes;
  }

  int mode(int node) {
    return modes[node];
  }

  /** Returns the size of a file or of a link's target in bytes; 0 for a directory. */
  long size(int node) {
    return sizes[node];
  }

  byte[] name(int node) {
    return Arrays.copyOfRange(names, node == 0 ? 0 : nameEnds[node - 1], nameEnds[node]);
  }

  Path path(int node) throws IOException {
    Path directory = paths.get(directories[node]);
    return modes[node] == TreeEntry.TREE ? directory : PlatformNames.resolve(directory, name(node));
  }

  List<String> notices() {
    return notices;
  }

  private void scan(int directory) throws IOException {
    firsts[directory] = nodes;
    List<Found> found = list(paths.get(directory));
    found.sort((x, y) -> Arrays.compareUnsigned(x.name, y.name));
    for (Found entry : found) {
      int node = add(entry, directory);
      if (entry.mode == TreeEntry.TREE) {
        addDirectory(node, PlatformNames.resolve(paths.get(directory), entry.name));
      }
    }
  }

  private List<Found> list(Path directory) throws IOException {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        Found entry = inspect(path);
        if (entry != null) {
          found.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /** Returns what is at a path, or null when it is left out. */
  private Found inspect(Path path) throws IOException {
    BasicFileAttributes file = Files.readAttributes(path, attributes, LinkOption.NOFOLLOW_LINKS);
    byte[] name = PlatformNames.name(path);
    if (path.getFileName().toString().equalsIgnoreCase(GIT_DIRECTORY)) {
      notices.add("left out, a nested repository's: " + path);
      return null;
    }
    if (file.isSymbolicLink()) {
      return new Found(name, TreeEntry.LINK, PlatformNames.target(path).length);
    }
    if (file.isDirectory()) {
      return new Found(name, TreeEntry.TREE, 0);
    }
    if (!file.isRegularFile()) {
      notices.add("left out, neither a file nor a directory nor a link: " + path);
      return null;
    }
    if (isImage(path)) {
      notices.add("left out, the image itself: " + path);
      return null;
    }
    return new Found(name, isExecutable(file) ? TreeEntry.EXECUTABLE : TreeEntry.FILE, file.size());
  }

  private boolean isImage(Path path) throws IOException {
    return image != null
        && path.getFileName().equals(image.getFileName())
        && Files.exists(image)
        && Files.isSameFile(path, image);
  }

  private static boolean isExecutable(BasicFileAttributes file) {
    return file instanceof PosixFileAttributes posix
        && posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
  }

  private void addDirectory(int node, Path path) {
    directories[node] = paths.size();
    if (paths.size() == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * firsts.length);
    }
    paths.add(path);
  }

  private int add(Found entry, int directory) throws FileSystemException {
    if (nodes == modes.length) {
      modes = Arrays.copyOf(modes, 2 * nodes);
      sizes = Arrays.copyOf(sizes, 2 * nodes);
      directories = Arrays.copyOf(directories, 2 * nodes);
      nameEnds = Arrays.copyOf(nameEnds, 2 * nodes);
    }
    int node = nodes++;
    modes[node] = entry.mode;
    sizes[node] = entry.size;
    directories[node] = directory;
    addName(node, entry.name);
    return node;
  }

  private void addName(int node, byte[] name) throws FileSystemException {
    int start = node == 0 ? 0 : nameEnds[node - 1];
    if (name.length > names.length - start) {
      if (names.length > Integer.MAX_VALUE / 2 - name.length) {
        throw new FileSystemException(paths.get(0).toString(), null, "more than 1 GB of names");
      }
      names = Arrays.copyOf(names, 2 * names.length + name.length);
    }
    System.arraycopy(name, 0, names, start, name.length);
    nameEnds[node] = start + name.length;
  }

  /**
   * Returns the content of a directory's tree object.
   *
   * @param ids the ids of the nodes
   */
  byte[] tree(int directory, NodeIds ids) {
    int first = firsts[directory];
    int count = endOfChildren(directory) - first;
    int[] order = Sorting.order(count, (x, y) -> compareAsGit(first + x, first + y));
    int length = 0;
    for (int i = 0; i < count; i++) {
      int node = first + i;
      length +=
          Integer.toOctalString(modes[node]).length() + nameLength(node) + 2 + ObjectId.LENGTH;
    }
    byte[] content = new byte[length];
    int end = 0;
    for (int i : order) {
      end = putEntry(first + i, ids, content, end);
    }
    return content;
  }

  private int putEntry(int node, NodeIds ids, byte[] content, int start) {
    int end = start;
    String mode = Integer.toOctalString(modes[node]);
    for (int i = 0; i < mode.length(); i++) {
      content[end++] = (byte) mode.charAt(i);
    }
    content[end++] = ' ';
    int length = nameLength(node);
    System.arraycopy(names, nameEnds[node] - length, content, end, length);
    end += length;
    content[end++] = 0;
    ids.get(node).put(content, end);
    return end + ObjectId.LENGTH;
  }

  /** Git's order of a tree's entries: a directory sorts as if its name ended in a slash. */
  private int compareAsGit(int x, int y) {
    int lengthX = nameLength(x);
    int lengthY = nameLength(y);
    int startX = nameEnds[x] - lengthX;
    int startY = nameEnds[y] - lengthY;
    int common = Math.min(lengthX, lengthY);
    int at = Arrays.mismatch(names, startX, startX + common, names, startY, startY + common);
    int i = at < 0 ? common : at;
    return Integer.compare(charAsGit(x, i), charAsGit(y, i));
  }

  private int charAsGit(int node, int index) {
    int length = nameLength(node);
    if (index < length) {
      return names[nameEnds[node] - length + index] & 0xff;
    }
    return modes[node] == TreeEntry.TREE ? '/' : 0;
  }

  private int nameLength(int node) {
    return nameEnds[node] - (node == 0 ? 0 : nameEnds[node - 1]);
  }
}
