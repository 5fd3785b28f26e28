package io.docteur.layout;

import io.docteur.art.MalformedArtException;
import io.docteur.art.NodeBuffer;
import io.docteur.storage.ByteBoundedCache;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * The directories of an image: from the ARTs that were stored for them, and where there is none, or
 * a bad one, from an ART that is built from the directory's tree when it is entered and kept in the
 * shared cache.
 */
public final class TreeLayout implements Layout {
  private static final Directory EMPTY = new EmptyDirectory();

  private final Trees trees;
  private final StoredArts stored;
  private final ByteBoundedCache cache;
  private final EntryCodec codec;
  private final Entry root;

  private TreeLayout(Trees trees, int root, StoredArts stored, ByteBoundedCache cache) {
    this.trees = trees;
    this.stored = stored;
    this.cache = cache;
    this.codec = new EntryCodec(trees.index().count());
    this.root = Entry.root(root, stored == null ? Entry.NO_ART : stored.root());
  }

  /**
   * A layout that enters each directory when it is asked for.
   *
   * @param root the rank of the root's tree
   * @param stored the ARTs that the image carries, or null
   * @param cache keeps the ARTs that are built, keyed by what {@code ~} makes of the position of
   *     their trees
   */
  public static TreeLayout lazy(Trees trees, int root, StoredArts stored, ByteBoundedCache cache) {
    return new TreeLayout(trees, root, stored, cache);
  }

  /** A layout that has read every tree before this method returns, and keeps all ARTs. */
  public static TreeLayout eager(Trees trees, int root, ByteBoundedCache cache) throws IOException {
    NodeBuffer nodes = new NodeBuffer();
    long art = LayoutBuilder.build(trees, root, rank -> Entry.UNKNOWN_SIZE, nodes);
    return new TreeLayout(trees, root, new StoredArts(nodes, art, nodes.bytes()), cache);
  }

  /** A layout that reads the tree at every call and keeps nothing. */
  public static Layout light(Trees trees, int root) {
    Entry rootEntry = Entry.root(root, Entry.NO_ART);
    return new Layout() {
      @Override
      public Entry root() {
        return rootEntry;
      }

      @Override
      public Directory directory(Entry entry) throws IOException {
        return entry.kind() == EntryKind.GITLINK ? EMPTY : trees.read(entry);
      }
    };
  }

  @Override
  public Entry root() {
    return root;
  }

  @Override
  public Directory directory(Entry entry) throws IOException {
    return switch (entry.kind()) {
      case GITLINK -> EMPTY;
      case DIRECTORY ->
          stored == null || entry.art() == Entry.NO_ART ? built(entry) : new Stored(entry);
      default -> throw new IllegalArgumentException("not a directory: " + entry.kind());
    };
  }

  private ArtDirectory built(Entry entry) throws IOException {
    if (entry.rank() == Entry.NO_RANK) {
      trees.read(entry); // throws: there is no such tree
    }
    long key = ~(trees.packStart() + trees.index().offset(entry.rank()));
    if (cache.get(key) instanceof Built built && built.rank == entry.rank()) {
      return built.directory;
    }
    NodeBuffer nodes = new NodeBuffer();
    long art = LayoutBuilder.encode(trees.read(entry), codec, UnaryOperator.identity(), nodes);
    ArtDirectory directory =
        new ArtDirectory(new StoredArts(nodes, art, nodes.bytes()), art, codec);
    cache.put(key, new Built(entry.rank(), directory), nodes.bytes());
    return directory;
  }

  /** A directory with the rank of its tree: a damaged index may lead two ranks to one tree. */
  private record Built(int rank, ArtDirectory directory) {}

  /** A directory that goes over to its tree where its stored ART turns out to be bad. */
  private final class Stored implements Directory {
    private final Entry entry;
    private final ArtDirectory art;

    Stored(Entry entry) {
      this.entry = entry;
      this.art = new ArtDirectory(stored, entry.art(), codec);
    }

    @Override
    public Entry find(byte[] name) throws IOException {
      try {
        return art.find(name);
      } catch (MalformedArtException e) {
        return built(entry).find(name);
      }
    }

    @Override
    public Cursor entries() throws IOException {
      Cursor start;
      try {
        start = art.entries();
      } catch (MalformedArtException e) {
        return built(entry).entries();
      }
      return new Cursor() {
        private Cursor cursor = start;
        private byte[] last;

        @Override
        public Entry next() throws IOException {
          Entry next;
          try {
            next = cursor.next();
          } catch (MalformedArtException e) {
            ArtDirectory tree = built(entry);
            cursor = last == null ? tree.entries() : tree.entriesAfter(last);
            next = cursor.next();
          }
          last = next == null ? null : next.name();
          return next;
        }
      };
    }
  }

  private static final class EmptyDirectory implements Directory {
    @Override
    public Entry find(byte[] name) {
      return null;
    }

    @Override
    public Cursor entries() {
      return () -> null;
    }
  }
}
