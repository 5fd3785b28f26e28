package io.docteur.nio;

/**
 * The keys of the environment that an image may be mounted with, as in
 *
 * <pre>{@code
 * FileSystems.newFileSystem(URI.create("docteur:/dev/vdb"), Map.of(DocteurOptions.MAPPED, false));
 * }</pre>
 *
 * <p>Each value may be given as a string, too. An unknown key or a bad value is an {@link
 * IllegalArgumentException}.
 */
public final class DocteurOptions {
  /**
   * Whether to map the image into memory: a {@link Boolean}, by default true. An image that cannot
   * be mapped, since the process may not take so much address space, is read as with false; one
   * that is not a file of the default file system is read through its channel whatever this says.
   */
  public static final String MAPPED = "mapped";

  /**
   * The bytes that all caches and pools of the mount may take together: a whole {@link Number}, at
   * least 0; by default the smaller of 128 MiB and an eighth of the heap.
   */
  public static final String CACHE_BYTES = "cacheBytes";

  /**
   * The bytes that one object may take on the heap: a whole {@link Number}, at least 0; by default
   * an eighth of the heap. Less than 1 MiB counts as that: commits and directories, which have to
   * be read whole, seldom take more.
   */
  public static final String MAX_OBJECT_MEMORY = "maxObjectMemory";

  /**
   * Whether an object that would need more memory is rebuilt in a temporary file, which is gone on
   * close, or refused: a {@link Boolean}, by default true. The same holds for a file that is mapped
   * through a {@link java.nio.channels.FileChannel}, which is copied into a temporary file.
   */
  public static final String SPILL = "spill";

  /**
   * Whether each blob is read through and hashed when it is opened, and compared with its id: a
   * {@link Boolean}, by default false. Commits and trees that are read always are.
   */
  public static final String CHECK_OBJECTS = "checkObjects";

  /**
   * What inflates objects that are read whole: {@code java} for plain Java; {@code native} for
   * that, and libdeflate for larger ones, where the JDK is 25 or newer, {@code
   * io.airlift:aircompressor-v3} is on the path and brings it for the platform; {@code jdk} for
   * {@link java.util.zip.Inflater}, which streams large blobs in any case. By default {@code
   * native} where that is there, else {@code java}. The bytes are the same.
   */
  public static final String INFLATER = "inflater";

  /**
   * The id of the commit that the image must be of: 40 hexadecimal digits, by default none. When
   * given, nothing in the image is trusted but what hashes to its id, except that the size of a
   * file which nobody has read is the one that its entry in the pack declares: who reads it finds
   * out. The query of a URI, {@code docteur:/dev/vdb?commit=ID}, says the same.
   */
  public static final String COMMIT = "commit";

  /**
   * Where directories come from: {@code layout}, the default, for what the image carries, or else
   * each directory's tree when it is first entered; {@code fast} for all trees, read when the image
   * is mounted; {@code analyze} for the same after the index was rebuilt by hashing the whole pack;
   * {@code light} for each directory's tree at each call.
   */
  public static final String MODE = "mode";

  private DocteurOptions() {}
}
