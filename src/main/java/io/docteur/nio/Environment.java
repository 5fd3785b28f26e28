package io.docteur.nio;

import io.docteur.image.ImageOptions;
import io.docteur.pack.Inflating;
import io.docteur.pack.ObjectId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the environment of a mount, whose keys are in {@link DocteurOptions}. */
final class Environment {
  private static final Set<String> KEYS =
      Set.of(
          DocteurOptions.MAPPED,
          DocteurOptions.CACHE_BYTES,
          DocteurOptions.MAX_OBJECT_MEMORY,
          DocteurOptions.SPILL,
          DocteurOptions.CHECK_OBJECTS,
          DocteurOptions.INFLATER,
          DocteurOptions.COMMIT,
          DocteurOptions.MODE);

  /** Commits and directories have to be read whole. */
  private static final long LEAST_OBJECT_MEMORY = 1 << 20;

  private final Map<String, ?> values;

  /**
   * An environment.
   *
   * @throws IllegalArgumentException when it holds unknown keys, which the message names
   */
  Environment(Map<String, ?> values) {
    this.values = values;
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown options of a mount: " + unknown);
    }
  }

  /** Tells whether the image is to be mapped. */
  boolean mapped() {
    return flag(DocteurOptions.MAPPED, true);
  }

  /**
   * Returns the image's options.
   *
   * @param asked the commit that the URI asks for, or null
   * @throws IllegalArgumentException when a value is bad, or another commit is asked for here
   */
  ImageOptions image(ObjectId asked) {
    ObjectId commit = commit();
    if (commit != null && asked != null && !commit.equals(asked)) {
      throw new IllegalArgumentException("two commits: " + commit + " and " + asked);
    }
    ImageOptions defaults = ImageOptions.defaults();
    Path spillDirectory = flag(DocteurOptions.SPILL, true) ? defaults.spillDirectory() : null;
    return new ImageOptions(
        mode(),
        bytes(DocteurOptions.CACHE_BYTES, defaults.cacheBytes()),
        Math.max(
            LEAST_OBJECT_MEMORY,
            bytes(DocteurOptions.MAX_OBJECT_MEMORY, defaults.maxObjectMemory())),
        spillDirectory,
        flag(DocteurOptions.CHECK_OBJECTS, defaults.checkObjects()),
        inflating(defaults.inflating()),
        commit == null ? asked : commit);
  }

  private boolean flag(String key, boolean absent) {
    return switch (text(key, Boolean.toString(absent))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(key, "neither true nor false");
    };
  }

  private long bytes(String key, long absent) {
    try {
      long number = new BigDecimal(text(key, Long.toString(absent))).longValueExact();
      if (number < 0) {
        throw bad(key, "negative");
      }
      return number;
    } catch (ArithmeticException | NumberFormatException e) {
      throw (IllegalArgumentException) bad(key, "not a number of bytes").initCause(e);
    }
  }

  private ObjectId commit() {
    if (!values.containsKey(DocteurOptions.COMMIT)) {
      return null;
    }
    try {
      return ObjectId.fromHex(text(DocteurOptions.COMMIT, ""));
    } catch (IllegalArgumentException e) {
      throw (IllegalArgumentException)
          bad(DocteurOptions.COMMIT, "not 40 hexadecimal digits").initCause(e);
    }
  }

  private Inflating inflating(Inflating absent) {
    String key = DocteurOptions.INFLATER;
    if (!values.containsKey(key)) {
      return absent; // does without what is not there
    }
    Inflating asked =
        switch (text(key, "").toLowerCase(Locale.ROOT)) {
          case "jdk" -> Inflating.JDK;
          case "java" -> Inflating.JAVA;
          case "native" -> Inflating.NATIVE;
          default -> throw bad(key, "none of jdk, java, native");
        };
    if (!asked.isAvailable()) {
      throw bad(key, "not there: it wants JDK 25 or newer and io.airlift:aircompressor-v3");
    }
    return asked;
  }

  private ImageOptions.Mode mode() {
    return switch (text(DocteurOptions.MODE, "layout").toLowerCase(Locale.ROOT)) {
      case "layout" -> ImageOptions.Mode.LAYOUT;
      case "fast" -> ImageOptions.Mode.FAST;
      case "analyze" -> ImageOptions.Mode.ANALYZE;
      case "light" -> ImageOptions.Mode.LIGHT;
      default -> throw bad(DocteurOptions.MODE, "none of layout, fast, analyze, light");
    };
  }

  private String text(String key, String absent) {
    return values.containsKey(key) ? String.valueOf(values.get(key)) : absent;
  }

  private IllegalArgumentException bad(String key, String why) {
    return new IllegalArgumentException(key + "=" + values.get(key) + " is " + why);
  }
}
