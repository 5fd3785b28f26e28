package io.docteur.pack;

import io.docteur.inflate.NativeInflater;

/** What inflates entries that are read whole; what is streamed goes through the JDK's inflater. */
public enum Inflating {
  /** The JDK's {@link java.util.zip.Inflater}, for all entries. */
  JDK,
  /** An inflater in plain Java. */
  JAVA,
  /**
   * The same, and libdeflate for larger entries where it is there, once a few megabytes were
   * inflated: it takes a while to load.
   */
  NATIVE;

  /** Returns the fastest, without looking whether libdeflate is there. */
  public static Inflating best() {
    return NATIVE;
  }

  /**
   * Tells whether all of it is there: {@link #NATIVE} where a JDK that can call it finds {@code
   * io.airlift:aircompressor-v3} with the library for its platform, the others always. Loads it.
   */
  public boolean isAvailable() {
    return this != NATIVE || NativeInflater.isAvailable();
  }
}
