package io.docteur.nio;

import io.docteur.image.Image;
import io.docteur.layout.Entry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.util.Arrays;

/**
 * From paths to nodes, as {@code path_resolution(7)} has it: name by name from the root, links
 * followed where they stand, {@code ..} of what was reached. Thread-safe.
 */
final class Lookup {
  /** As on Linux. A link at the end of a path is counted afresh. */
  private static final int MAX_LINKS = 40;

  /** More than any system lets a link hold; what a hostile image may make us read for one. */
  private static final int MAX_TARGET = 1 << 16;

  private final Image image;
  private final Node root;

  Lookup(Image image) {
    this.image = image;
    this.root = Node.root(image.layout().root());
  }

  /**
   * Returns what lies at a path, and lets the path remember it.
   *
   * @param followLast whether a link at the end is followed
   */
  Node find(DocteurPath path, boolean followLast) throws IOException {
    Node node = path.node();
    if (node == null) {
      node = walk(root, path.bytes(), false, path);
      path.remember(node);
    }
    if (followLast && node.isSymbolicLink()) {
      return walk(node.parent(), node.entry().name(), true, path);
    }
    return node;
  }

  /** Returns the target of a link, as it is stored. */
  byte[] target(Node link, DocteurPath path) throws IOException {
    if (!link.isSymbolicLink()) {
      throw new NotLinkException(path.toString());
    }
    if (image.size(link.entry()) > MAX_TARGET) {
      throw new FileSystemException(path.toString(), null, "the link's target is too long");
    }
    return image.read(link.entry());
  }

  private Node walk(Node start, byte[] names, boolean followLast, DocteurPath path)
      throws IOException {
    Node at = start;
    byte[] rest = names;
    int links = 0;
    int i = 0;
    while (i < rest.length) {
      int end = nameEnd(rest, i);
      Node next = step(at, rest, i, end, path);
      if (next.isSymbolicLink() && (followLast || end < rest.length)) {
        if (++links > MAX_LINKS) {
          throw new FileSystemLoopException(path.toString());
        }
        rest = follow(target(next, path), rest, end, path);
        at = rest[0] == PathBytes.SLASH ? root : at;
        i = 0;
      } else {
        if (end < rest.length && !next.isDirectory()) {
          throw new NoSuchFileException(path.toString(), null, "not a directory before its end");
        }
        at = next;
        i = end;
      }
      while (i < rest.length && rest[i] == PathBytes.SLASH) {
        i++;
      }
    }
    return at;
  }

  private static int nameEnd(byte[] names, int start) {
    int end = start;
    while (end < names.length && names[end] != PathBytes.SLASH) {
      end++;
    }
    return end;
  }

  /** Returns what a name leads to; none, the start of an absolute path, leads nowhere. */
  private Node step(Node directory, byte[] names, int start, int end, DocteurPath path)
      throws IOException {
    int length = end - start;
    if (length == 0 || (length == 1 && names[start] == '.')) {
      return directory;
    }
    if (length == 2 && names[start] == '.' && names[start + 1] == '.') {
      return directory.parent();
    }
    byte[] name = Arrays.copyOfRange(names, start, end);
    Entry entry = image.layout().directory(directory.entry()).find(name);
    if (entry == null) {
      throw new NoSuchFileException(path.toString());
    }
    return directory.child(entry);
  }

  /** Returns the names that remain when a link's target takes the place of its name. */
  private static byte[] follow(byte[] target, byte[] rest, int end, DocteurPath path)
      throws NoSuchFileException {
    if (target.length == 0) {
      throw new NoSuchFileException(path.toString());
    }
    byte[] result = Arrays.copyOf(target, target.length + rest.length - end);
    System.arraycopy(rest, end, result, target.length, rest.length - end);
    return result;
  }
}
