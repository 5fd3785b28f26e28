package io.docteur.make.source;

import io.docteur.pack.ObjectId;
import io.docteur.pack.PackEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What a former image has at the paths of those objects that it does not hold: their former
 * versions. How such a one was stored is most likely how its successor is stored best.
 */
final class FormerVersions {
  /** A successor that is larger or smaller by more than this factor is nothing like it. */
  private static final int MOST_GROWTH = 2;

  private final SourcePack former;

  /** By object its former version. */
  private final Map<Integer, ObjectId> versions = new HashMap<>();

  /** By where a former version lies in the former image, the first object that has replaced it. */
  private final Map<Long, Integer> successors = new HashMap<>();

  /**
   * No versions yet.
   *
   * @param former the pack of the former image, or null when there is none
   */
  FormerVersions(SourcePack former) {
    this.former = former;
  }

  /** Returns the former root, or null when there is none. */
  TreeEntry root() {
    return former == null ? null : TreeEntry.root(former.rootTree());
  }

  /**
   * Returns the entries of a former version by their names, none where there is none.
   *
   * @param tree the former version of a tree, or null
   */
  Map<ByteBuffer, TreeEntry> entries(TreeEntry tree) throws IOException {
    if (tree == null || !tree.isTree()) {
      return Map.of();
    }
    Map<ByteBuffer, TreeEntry> entries = new HashMap<>();
    for (TreeEntry entry : former.tree(tree.id())) {
      entries.put(ByteBuffer.wrap(entry.name()), entry);
    }
    return entries;
  }

  /**
   * Notes what was at the path of an object before, unless the object was somewhere before too.
   *
   * @return the former version, or null when there is none
   */
  TreeEntry note(int object, TreeEntry entry, TreeEntry before) throws IOException {
    if (before == null || before.isTree() != entry.isTree() || former.find(entry.id()) >= 0) {
      return null;
    }
    long place = former.find(before.id());
    if (place < 0) {
      return null; // a submodule's commit, or an image that lacks what it should hold
    }
    versions.put(object, before.id());
    successors.putIfAbsent(place, object);
    return before;
  }

  /** As {@link ObjectSource#likely} has it, when the former image's pack knows the objects. */
  Likely likely(ObjectTable objects, int object) throws IOException {
    if (former == null) {
      return null;
    }
    ObjectId version = versions.get(object);
    long place = former.find(version == null ? objects.id(object) : version);
    if (place < 0) {
      return null;
    }
    int kept = version == null ? StoredEntry.NO_BASE : former.objectAt(place);
    if (kept != StoredEntry.NO_BASE) {
      return new Likely(kept, 0);
    }
    PackEntry entry = former.pack().entry(place);
    if (!entry.isDelta()) {
      long size = objects.size(object);
      boolean alike = size / MOST_GROWTH <= entry.size() && entry.size() / MOST_GROWTH <= size;
      return alike ? new Likely(StoredEntry.NO_BASE, 0) : null;
    }
    int base = former.objectAt(entry.base());
    if (base == StoredEntry.NO_BASE) {
      base = successors.getOrDefault(entry.base(), StoredEntry.NO_BASE);
    }
    return base == StoredEntry.NO_BASE ? null : new Likely(base, entry.size());
  }
}
