package io.docteur.image;

import io.docteur.layout.Entry;
import io.docteur.layout.Layout;
import io.docteur.pack.Blob;
import io.docteur.pack.Commit;
import io.docteur.pack.ObjectId;
import io.docteur.pack.ObjectIndex;
import io.docteur.pack.Pack;
import io.docteur.storage.Storage;
import java.io.Closeable;
import java.io.IOException;

/** An open image. Thread-safe. */
public final class Image implements Closeable {

  /** Tells whether a storage starts as an image does: a header, then a pack of version 2. */
  public static boolean isImage(Storage storage) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Opens an image. The storage is closed with it, also when opening fails.
   *
   * @throws io.docteur.DamagedImageException when it is none, when it is damaged, or when it is not
   *     of the commit that the options name
   */
  public static Image open(Storage storage, ImageOptions options) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the name of the file or device, for messages. */
  public String name() {
    throw new UnsupportedOperationException();
  }

  /** Returns the bytes of the file or device, which may be larger than the image. */
  public long length() {
    throw new UnsupportedOperationException();
  }

  /** Returns the id of the commit that is mounted. */
  public ObjectId commitId() {
    throw new UnsupportedOperationException();
  }

  /** Returns the commit that is mounted. */
  public Commit commit() {
    throw new UnsupportedOperationException();
  }

  /** Returns the directories. */
  public Layout layout() {
    throw new UnsupportedOperationException();
  }

  /** Returns the objects' index. */
  public ObjectIndex index() {
    throw new UnsupportedOperationException();
  }

  /** Returns the objects. */
  public Pack pack() {
    throw new UnsupportedOperationException();
  }

  /** Returns the id of an entry's object. */
  public ObjectId id(Entry entry) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Returns the size of an entry's object in bytes; 0 for a gitlink. */
  public long size(Entry entry) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns the whole content of a file's or symbolic link's blob. Nobody may change the array.
   *
   * @throws java.nio.file.FileSystemException when it is larger than {@link
   *     ImageOptions#maxObjectMemory}
   */
  public byte[] read(Entry entry) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Opens a file's blob, of any size. */
  public Blob open(Entry entry) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Closes the image and its storage; a second call does nothing. */
  @Override
  public void close() throws IOException {
    throw new UnsupportedOperationException();
  }
}
