package io.docteur.make.source;

import io.docteur.make.task.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Numbers all objects under a root in the order of a walk: depth first, in the byte order of names.
 * Each distinct tree is entered once, so a tree that shows a billion paths costs what its distinct
 * trees cost.
 */
final class TreeWalk {

  /** What a walk asks its source. */
  interface Trees {
    /** Returns the entries of a tree in the byte order of their names. */
    List<TreeEntry> entries(ObjectTable objects, int tree) throws IOException;

    /** Adds an object that was not met before and returns its number. */
    int add(ObjectTable objects, TreeEntry entry, int nameHash) throws IOException;

    /** Is told of an entry for an object that was met before. */
    void meetAgain(ObjectTable objects, int object, TreeEntry entry) throws IOException;
  }

  private static final class Frame {
    final int tree;
    final List<TreeEntry> entries;
    final Map<ByteBuffer, TreeEntry> before;
    int next;
    long files;
    long bytes;

    Frame(int tree, List<TreeEntry> entries, Map<ByteBuffer, TreeEntry> before) {
      this.tree = tree;
      this.entries = entries;
      this.before = before;
    }
  }

  private final ObjectTable objects;
  private final Trees trees;
  private final FormerVersions versions;
  private final Progress progress;
  private final Deque<Frame> stack = new ArrayDeque<>();

  /** What each finished tree shows, by object. */
  private long[] files = new long[0];

  private long[] bytes = new long[0];

  private TreeWalk(ObjectTable objects, Trees trees, FormerVersions versions, Progress progress) {
    this.objects = objects;
    this.trees = trees;
    this.versions = versions;
    this.progress = progress;
  }

  /**
   * Adds everything under a root tree, which has been added, and counts it.
   *
   * @param versions is told what each object has replaced
   */
  static Contents walk(
      ObjectTable objects, int root, Trees trees, FormerVersions versions, Progress progress)
      throws IOException {
    return new TreeWalk(objects, trees, versions, progress).walk(root);
  }

  private Contents walk(int root) throws IOException {
    enter(root, versions.note(root, TreeEntry.root(objects.id(root)), versions.root()));
    while (true) {
      Frame frame = stack.getLast();
      if (frame.next < frame.entries.size()) {
        visit(frame, frame.entries.get(frame.next++));
        continue;
      }
      stack.removeLast();
      finish(frame);
      if (stack.isEmpty()) {
        return new Contents(objects, frame.files, frame.bytes);
      }
      count(stack.getLast(), frame.files, frame.bytes);
    }
  }

  private void visit(Frame parent, TreeEntry entry) throws IOException {
    if (entry.isGitlink()) {
      return;
    }
    int object = objects.find(entry.id());
    boolean isNew = object < 0;
    TreeEntry before = null;
    if (isNew) {
      object = add(parent, entry);
      before = versions.note(object, entry, parent.before.get(ByteBuffer.wrap(entry.name())));
    } else {
      trees.meetAgain(objects, object, entry);
    }
    if (entry.isLink()) {
      return;
    }
    if (!entry.isTree()) {
      count(parent, 1, objects.size(object));
    } else if (isNew) {
      enter(object, before);
    } else if (object < files.length) {
      count(parent, files[object], bytes[object]);
    }
  }

  private int add(Frame parent, TreeEntry entry) throws IOException {
    progress.add(1);
    boolean inRoot = stack.size() == 1;
    return trees.add(
        objects, entry, NameHash.child(objects.nameHash(parent.tree), inRoot, entry.name()));
  }

  private void enter(int tree, TreeEntry before) throws IOException {
    stack.addLast(new Frame(tree, trees.entries(objects, tree), versions.entries(before)));
  }

  private void finish(Frame frame) {
    if (frame.tree >= files.length) {
      int length = Math.max(2 * files.length, objects.count());
      files = Arrays.copyOf(files, length);
      bytes = Arrays.copyOf(bytes, length);
    }
    files[frame.tree] = frame.files;
    bytes[frame.tree] = frame.bytes;
  }

  private static void count(Frame frame, long files, long bytes) {
    frame.files = saturatedAdd(frame.files, files);
    frame.bytes = saturatedAdd(frame.bytes, bytes);
  }

  private static long saturatedAdd(long x, long y) {
    long sum = x + y;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
