package io.docteur.image;

import io.docteur.DamagedImageException;
import io.docteur.layout.Entry;
import io.docteur.layout.EntryKind;
import io.docteur.layout.Layout;
import io.docteur.layout.TreeLayout;
import io.docteur.pack.Blob;
import io.docteur.pack.Commit;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectIndex;
import io.docteur.pack.ObjectType;
import io.docteur.pack.Pack;
import io.docteur.pack.PackLimits;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A mounted image. Thread-safe. */
public final class Image implements Closeable {
  private final ImageParts parts;
  private final boolean checkObjects;
  private final ObjectId commitId;
  private final Commit commit;
  private final Layout layout;

  private Image(ImageParts parts, ImageOptions options) throws IOException {
    this.parts = parts;
    this.checkObjects = options.checkObjects() || options.commit() != null;
    this.commitId = parts.commitId();
    if (options.commit() != null && !options.commit().equals(commitId)) {
      String reason = "not of the commit " + options.commit();
      throw new DamagedImageException(name(), ImageFormat.COMMIT_ID, commitId.toString(), reason);
    }
    this.commit = parts.commit(commitId);
    this.layout = openLayout(options);
  }

  /** Tells whether a storage starts as an image does: a header, then a pack of version 2. */
  public static boolean isImage(Storage storage) throws IOException {
    return Header.isThere(storage);
  }

  /**
   * Opens an image. The storage is closed with it, also when opening fails.
   *
   * @throws DamagedImageException when it is none, when it is damaged, or when it is not of the
   *     commit that the options name
   */
  public static Image open(Storage storage, ImageOptions options) throws IOException {
    ImageParts parts = ImageParts.open(storage, options);
    try {
      return new Image(parts, options);
    } catch (IOException | RuntimeException | Error e) {
      try {
        parts.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private Layout openLayout(ImageOptions options) throws IOException {
    int root = parts.rank(commit.tree());
    boolean trusted = options.commit() == null;
    return switch (options.mode()) {
      case LAYOUT ->
          TreeLayout.lazy(
              parts.trees(), root, trusted ? carriedLayout().arts() : null, parts.cache());
      case FAST, ANALYZE -> TreeLayout.eager(parts.trees(), root, parts.cache());
      case LIGHT -> TreeLayout.light(parts.trees(), root);
    };
  }

  /** Returns the name of the file or device, for messages. */
  public String name() {
    return parts.name();
  }

  /** Returns the bytes of the file or device, which may be larger than the image. */
  public long length() {
    return parts.length();
  }

  /** Returns the id of the commit that is mounted. */
  public ObjectId commitId() {
    return commitId;
  }

  /** Returns the commit that is mounted. */
  public Commit commit() {
    return commit;
  }

  /** Returns the directories. */
  public Layout layout() {
    return layout;
  }

  /**
   * Returns the layout that the image carries; {@link ImageOptions.Mode#ANALYZE} looks for none.
   */
  public CarriedLayout carriedLayout() {
    return parts.carriedLayout();
  }

  /** Returns the objects' index. */
  public ObjectIndex index() {
    return parts.index();
  }

  /** Returns the objects. */
  public Pack pack() {
    return parts.pack();
  }

  /** Returns the id of an entry's object. */
  public ObjectId id(Entry entry) throws IOException {
    return entry.absent() != null ? entry.absent() : index().id(entry.rank());
  }

  /** Returns the size of an entry's object in bytes; 0 for a gitlink. */
  public long size(Entry entry) throws IOException {
    if (entry.kind() == EntryKind.GITLINK) {
      return 0;
    }
    if (entry.size() != Entry.UNKNOWN_SIZE) {
      return entry.size();
    }
    int rank = rank(entry);
    try {
      return pack().size(index().offset(rank));
    } catch (DamagedImageException e) {
      throw e.of(id(entry).toString());
    }
  }

  /**
   * Returns the whole content of a file's or symbolic link's blob. Nobody may change the array.
   *
   * @throws java.nio.file.FileSystemException when it is larger than {@link
   *     ImageOptions#maxObjectMemory}
   */
  public byte[] read(Entry entry) throws IOException {
    int rank = rank(entry);
    try {
      byte[] content = parts.blobs().read(rank);
      if (checkObjects) {
        check(entry, ObjectId.of(ObjectType.BLOB, content));
      }
      return content;
    } catch (DamagedImageException e) {
      throw e.of(id(entry).toString());
    }
  }

  /** Opens a file's blob, of any size; one that is to be hashed is read through before. */
  public Blob open(Entry entry) throws IOException {
    int rank = rank(entry);
    try {
      boolean small = entry.size() != Entry.UNKNOWN_SIZE && entry.size() < PackLimits.STREAMED_SIZE;
      // What is to be hashed is not deferred: the bytes that are hashed have to be those that go
      // out.
      Blob blob =
          small && !checkObjects
              ? parts.blobs().openSmall(rank, entry.size())
              : parts.blobs().open(rank);
      return checkObjects ? checked(entry, blob) : blob;
    } catch (DamagedImageException e) {
      throw e.of(id(entry).toString());
    }
  }

  /**
   * Opens the zlib stream of a file's blob as it lies in the pack, checked by its entry's CRC-32;
   * empty when there is none, or when the blob is to be hashed.
   */
  public Optional<Blob> openDeflated(Entry entry) throws IOException {
    int rank = rank(entry);
    if (checkObjects) {
      return Optional.empty();
    }
    try {
      return parts.blobs().openDeflated(rank);
    } catch (DamagedImageException e) {
      throw e.of(id(entry).toString());
    }
  }

  private Blob checked(Entry entry, Blob blob) throws IOException {
    try {
      check(entry, Pack.hash(ObjectType.BLOB, blob));
      return blob;
    } catch (IOException | RuntimeException | Error e) {
      blob.close();
      throw e;
    }
  }

  private void check(Entry entry, ObjectId actual) throws IOException {
    ObjectId expected = id(entry);
    if (!actual.equals(expected)) {
      throw parts.damaged(expected, "an object whose content is not what its id says");
    }
  }

  private int rank(Entry entry) throws IOException {
    if (entry.absent() != null) {
      throw parts.missing(entry.absent());
    }
    return entry.rank();
  }

  /** Closes the image and its storage; a second call does nothing. */
  @Override
  public void close() throws IOException {
    parts.close();
  }
}
