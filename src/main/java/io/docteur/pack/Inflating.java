package io.docteur.pack;

/** What inflates entries that are read whole; what is streamed goes through the JDK's inflater. */
public enum Inflating {
  /** The JDK's {@link java.util.zip.Inflater}, for all entries. */
  JDK,
  /** An inflater in plain Java. */
  JAVA,
  /** The same, and libdeflate for larger entries; see {@link #isAvailable}. */
  NATIVE;

  /** Returns the fastest that is there. */
  public static Inflating best() {
    return NATIVE.isAvailable() ? NATIVE : JAVA;
  }

  /**
   * Tells whether it is there: {@link #NATIVE} where a JDK that can call it finds {@code
   * io.airlift:aircompressor-v3} with the library for its platform, the others always.
   */
  public boolean isAvailable() {
    return this != NATIVE || NativeInflater.isAvailable();
  }
}
