package io.docteur.layout;

import io.docteur.DamagedImageException;
import io.docteur.art.ArtBuilder;
import io.docteur.art.NodeSink;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.IntToLongFunction;
import java.util.function.UnaryOperator;

/**
 * Encodes the directory of every tree under a root: each distinct tree once, those below it before
 * it. A directory whose tree is damaged, or whose names are too long for a page, gets no ART, so
 * that a reader goes to the tree itself.
 */
public final class LayoutBuilder {
  /** The longest name that is stored: with it the largest node still fits a page. */
  private static final int MAX_NAME_LENGTH = 4096;

  private static final long UNSEEN = -4;
  private static final long OPEN = -3;

  private final Trees trees;
  private final IntToLongFunction sizes;
  private final NodeSink sink;
  private final EntryCodec codec;

  /** By rank: where the tree's ART lies, {@link Entry#NO_ART}, or how far its encoding has come. */
  private final long[] arts;

  private LayoutBuilder(Trees trees, IntToLongFunction sizes, NodeSink sink) {
    this.trees = trees;
    this.sizes = sizes;
    this.sink = sink;
    this.codec = new EntryCodec(trees.index().count());
    this.arts = new long[trees.index().count()];
    Arrays.fill(arts, UNSEEN);
  }

  /**
   * Encodes all directories.
   *
   * @param root the rank of the root's tree
   * @param sizes the size of an object by its rank, or {@link Entry#UNKNOWN_SIZE}
   * @param sink where the ARTs go
   * @return where the root's ART lies
   */
  public static long build(Trees trees, int root, IntToLongFunction sizes, NodeSink sink)
      throws IOException {
    LayoutBuilder builder = new LayoutBuilder(trees, sizes, sink);
    builder.encodeBelow(root);
    return builder.arts[root];
  }

  /** Encodes one directory, each entry changed by a function first; returns where it lies. */
  static long encode(
      TreeListing listing, EntryCodec codec, UnaryOperator<Entry> complete, NodeSink sink)
      throws IOException {
    ArtBuilder art = new ArtBuilder(sink);
    byte[] buffer = new byte[EntryCodec.MAX_LENGTH];
    for (int i = 0; i < listing.size(); i++) {
      Entry entry = complete.apply(listing.get(i));
      art.add(entry.name(), buffer, codec.encode(entry, buffer));
    }
    return art.finish();
  }

  /** A tree some of whose subdirectories are not encoded yet. */
  private static final class Frame {
    final int rank;
    final TreeListing listing;
    int next;

    Frame(int rank, TreeListing listing) {
      this.rank = rank;
      this.listing = listing;
    }
  }

  /**
   * Goes down with a stack of its own: trees may be nested as deep as there are trees. Those on the
   * way to the one that is being encoded are held, so that each is read once.
   */
  private void encodeBelow(int root) throws IOException {
    Deque<Frame> stack = new ArrayDeque<>();
    enter(root, stack);
    while (!stack.isEmpty()) {
      Frame frame = stack.peek();
      if (frame.next < frame.listing.size()) {
        int i = frame.next++;
        if (frame.listing.kind(i) == EntryKind.DIRECTORY) {
          enter(frame.listing.get(i).rank(), stack);
        }
        continue;
      }
      stack.pop();
      boolean fits = frame.listing.longestName() <= MAX_NAME_LENGTH;
      arts[frame.rank] = fits ? encode(frame.listing, codec, this::complete, sink) : Entry.NO_ART;
    }
  }

  private void enter(int rank, Deque<Frame> stack) throws IOException {
    if (rank == Entry.NO_RANK || arts[rank] != UNSEEN) {
      return;
    }
    arts[rank] = OPEN;
    try {
      stack.push(new Frame(rank, trees.read(rank)));
    } catch (DamagedImageException e) {
      arts[rank] = Entry.NO_ART;
    }
  }

  /** Adds what the tree does not say: the size of a file, the ART of a directory. */
  private Entry complete(Entry entry) {
    int rank = entry.rank();
    if (rank == Entry.NO_RANK) {
      return entry;
    }
    boolean directory = entry.kind() == EntryKind.DIRECTORY;
    return new Entry(
        entry.name(),
        entry.kind(),
        rank,
        directory ? Entry.UNKNOWN_SIZE : sizes.applyAsLong(rank),
        directory ? Math.max(arts[rank], Entry.NO_ART) : Entry.NO_ART,
        null);
  }
}
