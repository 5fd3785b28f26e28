package io.docteur.layout;

import io.docteur.DamagedImageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * What a directory holds, all levels together. Each distinct tree is read once however often it
 * comes; counts stop at {@link Long#MAX_VALUE}.
 *
 * @param directories the directories below, without itself
 * @param files the regular files, executables included
 * @param executables the executable ones among them
 * @param links the symbolic links
 * @param gitlinks the submodules
 * @param bytes the content of all files together
 */
public record Census(
    long directories, long files, long executables, long links, long gitlinks, long bytes) {
  private static final Census NOTHING = new Census(0, 0, 0, 0, 0, 0);

  /**
   * Counts what is below the root of a layout.
   *
   * @param layout the directories
   * @param sizes the size of an object by its rank, asked for where the layout does not know it
   * @throws DamagedImageException when a tree cannot be read
   */
  public static Census of(Layout layout, IntToLongFunction sizes) throws IOException {
    Map<Integer, Census> done = new HashMap<>();
    Deque<Entry> stack = new ArrayDeque<>();
    stack.push(layout.root());
    while (!stack.isEmpty()) {
      Entry entry = stack.peek();
      if (done.containsKey(entry.rank())) {
        stack.pop();
        continue;
      }
      int before = stack.size();
      Census census = count(layout.directory(entry), sizes, done, stack);
      if (stack.size() == before) {
        done.put(entry.rank(), census);
      }
    }
    return done.get(layout.root().rank());
  }

  /** Counts a directory, or pushes the subdirectories that have to be counted before. */
  private static Census count(
      Directory directory, IntToLongFunction sizes, Map<Integer, Census> done, Deque<Entry> stack)
      throws IOException {
    Census census = NOTHING;
    Directory.Cursor cursor = directory.entries();
    for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
      if (entry.kind() != EntryKind.DIRECTORY) {
        census = census.plus(single(entry, sizes));
      } else if (done.containsKey(entry.rank())) {
        census = census.plus(new Census(1, 0, 0, 0, 0, 0)).plus(done.get(entry.rank()));
      } else {
        stack.push(entry);
      }
    }
    return census;
  }

  private static Census single(Entry entry, IntToLongFunction sizes) {
    return switch (entry.kind()) {
      case FILE -> new Census(0, 1, 0, 0, 0, size(entry, sizes));
      case EXECUTABLE -> new Census(0, 1, 1, 0, 0, size(entry, sizes));
      case SYMBOLIC_LINK -> new Census(0, 0, 0, 1, 0, 0);
      case GITLINK -> new Census(0, 0, 0, 0, 1, 0);
      case DIRECTORY -> throw new IllegalArgumentException("a directory");
    };
  }

  private static long size(Entry entry, IntToLongFunction sizes) {
    boolean known = entry.size() != Entry.UNKNOWN_SIZE || entry.rank() == Entry.NO_RANK;
    return known ? Math.max(0, entry.size()) : sizes.applyAsLong(entry.rank());
  }

  private Census plus(Census other) {
    return new Census(
        add(directories, other.directories),
        add(files, other.files),
        add(executables, other.executables),
        add(links, other.links),
        add(gitlinks, other.gitlinks),
        add(bytes, other.bytes));
  }

  private static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** Returns the number of paths: all entries. */
  public long paths() {
    return add(add(directories, files), add(links, gitlinks));
  }
}
