package io.docteur.storage;

/**
 * Makes a fault in a mapping arrive where it happened.
 *
 * <p>When a mapped page cannot be read (the file was truncated, its device failed), the JVM gets a
 * signal and throws an {@link InternalError}. JDK 25 throws it out of the access itself. JDK 17
 * lets the access return garbage, and throws at the thread's next call into the VM's runtime:
 * nearly anywhere.
 */
final class MappingFaults {
  /** The first release that was seen to throw out of the access, interpreted and compiled. */
  private static final int FIRST_PRECISE_RELEASE = 25;

  private static final boolean PRECISE = Runtime.version().feature() >= FIRST_PRECISE_RELEASE;

  /** Volatile, so that no compiler knows the value. */
  private static volatile int zero;

  private MappingFaults() {}

  /**
   * Throws the error of an earlier access to a mapping by this thread, if there was one.
   *
   * <p>An array of two dimensions that the compiler does not know is always allocated in the VM's
   * runtime: by the interpreter and by both compilers, none of which can leave it out. This return
   * from the runtime throws what is pending. Calls of native methods do not, nor do intrinsics,
   * monitors that are free, or allocations in the thread's own buffer. It takes less than 100 ns.
   *
   * @throws InternalError when an access failed
   */
  static void await() {
    if (!PRECISE) {
      int none = zero;
      if (new byte[none][none].length != none) {
        throw new AssertionError();
      }
    }
  }
}
