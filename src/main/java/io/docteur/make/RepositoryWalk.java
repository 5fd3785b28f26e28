package io.docteur.make;

import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
import io.docteur.pack.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;

/** The walk over a commit's trees. Objects that are missing are noted, and left out. */
final class RepositoryWalk implements TreeWalk.Trees {
  private static final byte[] ATTRIBUTES = LfsPointers.ATTRIBUTES_FILE;

  private final String name;
  private final RepositoryObjects stored;
  private final ObjectTable objects = new ObjectTable();
  private final Set<ObjectId> missing = new LinkedHashSet<>();
  private final List<Integer> attributes = new ArrayList<>();
  private boolean gitlinks;
  private Contents contents;

  /**
   * A walk that has not begun.
   *
   * @param name how the repository is called in what is said of it
   */
  RepositoryWalk(String name, RepositoryObjects stored) {
    this.name = name;
    this.stored = stored;
  }

  /** Finds all objects of a commit. */
  void run(ObjectId commit, ObjectId root, Progress progress) throws IOException {
    progress.start("listing objects", 0);
    add(commit, ObjectType.COMMIT, NameHash.ROOT);
    int tree = add(root, ObjectType.TREE, NameHash.ROOT);
    contents = TreeWalk.walk(objects, tree, this, progress);
    progress.end();
  }

  Contents contents() {
    return contents;
  }

  /** Returns the objects that the repository lacks; below a tree among them there may be more. */
  Set<ObjectId> missing() {
    return missing;
  }

  /** Returns the numbers of the blobs that are git's files of attributes. */
  List<Integer> attributes() {
    return attributes;
  }

  boolean hasGitlinks() {
    return gitlinks;
  }

  @Override
  public List<TreeEntry> entries(ObjectTable table, int tree) throws IOException {
    List<TreeEntry> entries = new ArrayList<>();
    ObjectId id = table.id(tree);
    try {
      byte[] content = stored.read(id, ObjectType.TREE, table.origin(tree));
      for (Tree cursor = new Tree(content); cursor.next(); ) {
        TreeEntry entry = new TreeEntry(cursor.name(), cursor.mode(), cursor.id(), -1);
        gitlinks |= entry.isGitlink();
        entries.add(entry);
      }
    } catch (MissingObjectException e) {
      return List.of();
    } catch (MalformedObjectException e) {
      throw Repositories.failure(name, "tree " + id + " is damaged: " + e.getMessage(), e);
    }
    entries.sort((x, y) -> Arrays.compareUnsigned(x.name(), y.name()));
    return entries;
  }

  @Override
  public int add(ObjectTable table, TreeEntry entry, int nameHash) throws IOException {
    int object = add(entry.id(), entry.type(), nameHash);
    if (Arrays.equals(entry.name(), ATTRIBUTES) && !entry.isTree()) {
      attributes.add(object);
    }
    return object;
  }

  private int add(ObjectId id, ObjectType type, int nameHash) throws IOException {
    long origin = stored.find(id);
    long size = 0;
    try {
      size = stored.size(id, type, origin);
    } catch (MissingObjectException e) {
      missing.add(id);
    }
    return objects.add(id, type, nameHash, size, origin);
  }
}
