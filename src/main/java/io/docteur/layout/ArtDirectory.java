package io.docteur.layout;

import io.docteur.art.Art;
import io.docteur.art.ArtCursor;
import io.docteur.art.MalformedArtException;
import java.io.IOException;
import java.util.Arrays;

/** A directory whose entries an ART holds. What is wrong in it is {@link MalformedArtException}. */
final class ArtDirectory implements Directory {
  private final Art art;
  private final long maxEntries;
  private final long root;
  private final EntryCodec codec;

  ArtDirectory(StoredArts arts, long root, EntryCodec codec) {
    this.art = new Art(arts.pages(), root);
    this.maxEntries = arts.length();
    this.root = root;
    this.codec = codec;
  }

  @Override
  public Entry find(byte[] name) throws IOException {
    Art.Value value = art.get(name);
    return value == null ? null : codec.decode(name, value, root);
  }

  @Override
  public Cursor entries() throws IOException {
    return entries(art.cursor());
  }

  /** Returns a cursor over the entries whose names are greater than a name. */
  Cursor entriesAfter(byte[] name) throws IOException {
    // The smallest byte string above a name is the name with a zero byte behind it.
    return entries(art.cursorFrom(Arrays.copyOf(name, name.length + 1)));
  }

  private Cursor entries(ArtCursor cursor) {
    return new Cursor() {
      private long count;

      @Override
      public Entry next() throws IOException {
        if (!cursor.next()) {
          return null;
        }
        byte[] name = cursor.key();
        if (!TreeRules.isName(name)) {
          throw new MalformedArtException(root, "a key that is no name");
        }
        if (++count > maxEntries) {
          // Nodes that share their children can make more keys than anyone could list.
          throw new MalformedArtException(root, "more keys than there are bytes");
        }
        return codec.decode(name, cursor.value(), root);
      }
    };
  }
}
