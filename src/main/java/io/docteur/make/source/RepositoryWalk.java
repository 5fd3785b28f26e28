package io.docteur.make.source;

import io.docteur.make.fetch.Repositories;
import io.docteur.make.task.Progress;
import io.docteur.pack.MalformedObjectException;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectType;
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
  private final FormerVersions versions;
  private final Flaws flaws;
  private boolean gitlinks;
  private Contents contents;

  /**
   * A walk that has not begun.
   *
   * @param name how the repository is called in what is said of it
   * @param former the pack of a former image, or null
   * @param flaws is shown each tree
   */
  RepositoryWalk(String name, RepositoryObjects stored, SourcePack former, Flaws flaws) {
    this.name = name;
    this.stored = stored;
    this.versions = new FormerVersions(former);
    this.flaws = flaws;
  }

  /** Finds all objects of a commit. */
  void run(ObjectId commit, ObjectId root, Progress progress) throws IOException {
    progress.start("listing objects", 0);
    add(commit, ObjectType.COMMIT, NameHash.ROOT);
    int tree = add(root, ObjectType.TREE, NameHash.ROOT);
    contents = TreeWalk.walk(objects, tree, this, versions, progress);
    progress.end();
  }

  Contents contents() {
    return contents;
  }

  /** Returns what the former image has in the places of new objects. */
  FormerVersions versions() {
    return versions;
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
    List<TreeEntry> entries;
    ObjectId id = table.id(tree);
    try {
      byte[] content = stored.read(id, ObjectType.TREE, table.origin(tree));
      entries = TreeEntry.entries(content);
      flaws.lookAtTree(id, content);
    } catch (MissingObjectException e) {
      return List.of();
    } catch (MalformedObjectException e) {
      throw Repositories.failure(name, "tree " + id + " is damaged: " + e.getMessage(), e);
    }
    gitlinks |= entries.stream().anyMatch(TreeEntry::isGitlink);
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

  /** Git refuses a tree that has a blob for a tree, or the other way round. */
  @Override
  public void meetAgain(ObjectTable table, int object, TreeEntry entry) throws IOException {
    if (table.type(object) != entry.type()) {
      throw stored.ofOtherType(entry.id(), entry.type(), table.type(object));
    }
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
