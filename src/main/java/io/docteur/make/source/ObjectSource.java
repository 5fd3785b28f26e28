package io.docteur.make.source;

import io.docteur.make.task.Progress;
import io.docteur.make.task.Workers;
import io.docteur.pack.EntryPoints;
import io.docteur.pack.ObjectId;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What an image is made from: a commit with everything under its root. First {@link #enumerate},
 * once; then the rest, from any number of threads.
 */
public interface ObjectSource extends Closeable {

  /** Finds all objects. */
  Contents enumerate(Workers workers, Progress progress) throws IOException;

  /** Returns the id of the commit, which is known after {@link #enumerate}. */
  ObjectId commit();

  /** Returns what the user should know of what was found. */
  List<String> notices();

  /** Reads an object that is not large. Whoever asks checks its id. */
  byte[] read(int object) throws IOException;

  /** Opens an object of any size. Whoever asks checks its id. */
  InputStream open(int object) throws IOException;

  /** Returns the exception that says that an object has not the content that its id promises. */
  IOException changed(int object);

  /** Returns how an object lies in a pack, or null when it does not. */
  StoredEntry stored(int object) throws IOException;

  /**
   * Tells whether both objects lie in one pack and the first one whole, so that a base was looked
   * for in vain: git's rule.
   */
  boolean inOnePack(int object, int other) throws IOException;

  /** Tells whether the former image has the object, and so its best base of those it had. */
  boolean isFormer(int object);

  /**
   * Returns how an object that has to be packed is stored best, as far as its former version or its
   * former base tells; null when neither does.
   */
  Likely likely(int object) throws IOException;

  /** Returns the steps in which the former image has a large blob, or null when it has not. */
  EntryPoints.Steps steps(int object) throws IOException;

  /** Copies the zlib stream of an object that is {@link #stored}, checked. */
  void copyStored(int object, ByteSink sink) throws IOException;

  /** Takes bytes. */
  @FunctionalInterface
  interface ByteSink {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }
}
