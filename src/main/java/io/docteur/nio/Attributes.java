package io.docteur.nio;

import io.docteur.layout.Entry;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads attributes, all of a file or some by their names. */
final class Attributes {
  private static final Map<String, Map<String, Function<ImageAttributes, Object>>> VIEWS = tables();

  private Attributes() {}

  private static Map<String, Map<String, Function<ImageAttributes, Object>>> tables() {
    Map<String, Function<ImageAttributes, Object>> basic = new LinkedHashMap<>();
    basic.put("size", BasicFileAttributes::size);
    basic.put("creationTime", BasicFileAttributes::creationTime);
    basic.put("lastAccessTime", BasicFileAttributes::lastAccessTime);
    basic.put("lastModifiedTime", BasicFileAttributes::lastModifiedTime);
    basic.put("isDirectory", BasicFileAttributes::isDirectory);
    basic.put("isRegularFile", BasicFileAttributes::isRegularFile);
    basic.put("isSymbolicLink", BasicFileAttributes::isSymbolicLink);
    basic.put("isOther", BasicFileAttributes::isOther);
    basic.put("fileKey", BasicFileAttributes::fileKey);
    Map<String, Function<ImageAttributes, Object>> owner = new LinkedHashMap<>();
    owner.put("owner", ImageAttributes::owner);
    Map<String, Function<ImageAttributes, Object>> posix = new LinkedHashMap<>(basic);
    posix.putAll(owner);
    posix.put("group", ImageAttributes::group);
    posix.put("permissions", ImageAttributes::permissions);
    Map<String, Function<ImageAttributes, Object>> unix = new LinkedHashMap<>(posix);
    unix.put("mode", ImageAttributes::unixMode);
    unix.put("ino", ImageAttributes::inode);
    unix.put("dev", ImageAttributes::device);
    unix.put("nlink", attributes -> 1);
    unix.put("uid", attributes -> 0);
    unix.put("gid", attributes -> 0);
    unix.put("rdev", attributes -> 0L);
    unix.put("ctime", BasicFileAttributes::lastModifiedTime);
    Map<String, Function<ImageAttributes, Object>> git = new LinkedHashMap<>(basic);
    git.put("id", ImageAttributes::id);
    git.put("mode", ImageAttributes::mode);
    git.put("commit", ImageAttributes::commit);
    git.put("packedSize", ImageAttributes::packedSize);
    git.put("deltaDepth", ImageAttributes::deltaDepth);
    return Map.of("basic", basic, "owner", owner, "posix", posix, "unix", unix, "git", git);
  }

  /** Returns the names of the views that there are. */
  static Set<String> views() {
    return VIEWS.keySet();
  }

  /**
   * Reads all attributes.
   *
   * @param asked what is asked for of how git stores the file, which costs a look into the index or
   *     the pack
   */
  static ImageAttributes read(DocteurPath path, boolean follow, StoredAs.Asked asked)
      throws IOException {
    DocteurFileSystem fileSystem = path.getFileSystem();
    Node node = fileSystem.find(path, follow);
    ImageAttributes known = node.attributes();
    if (known != null && known.hold(asked)) {
      return known;
    }
    long size = size(fileSystem, node);
    StoredAs stored = asked == StoredAs.Asked.NOTHING ? null : stored(fileSystem, node, asked);
    ImageAttributes attributes = new ImageAttributes(fileSystem, node, size, stored);
    node.remember(attributes);
    return attributes;
  }

  private static StoredAs stored(DocteurFileSystem fileSystem, Node node, StoredAs.Asked asked)
      throws IOException {
    return fileSystem.read(
        image -> StoredAs.of(image, node.entry(), asked, !fileSystem.isPinned()));
  }

  private static long size(DocteurFileSystem fileSystem, Node node) throws IOException {
    if (node.isDirectory()) {
      return 0;
    }
    long size = node.entry().size();
    return size == Entry.UNKNOWN_SIZE ? fileSystem.read(image -> image.size(node.entry())) : size;
  }

  /**
   * Reads attributes by their names.
   *
   * @param names a view's name and a colon, if it is not {@code basic}; names with commas between,
   *     or an asterisk for all
   * @throws UnsupportedOperationException when there is no such view
   * @throws IllegalArgumentException when there is no such attribute, or a colon without a view
   */
  static Map<String, Object> read(DocteurPath path, String names, boolean follow)
      throws IOException {
    int colon = names.indexOf(':');
    if (colon == 0) {
      throw new IllegalArgumentException("no view of attributes is named: " + names);
    }
    String view = colon < 0 ? "basic" : names.substring(0, colon);
    Map<String, Function<ImageAttributes, Object>> known = VIEWS.get(view);
    if (known == null) {
      throw new UnsupportedOperationException("no such view of attributes: " + view);
    }
    Map<String, Function<ImageAttributes, Object>> asked = new LinkedHashMap<>();
    for (String name : names.substring(colon + 1).split(",")) {
      if (name.equals("*")) {
        asked.putAll(known);
      } else if (known.containsKey(name)) {
        asked.put(name, known.get(name));
      } else {
        throw new IllegalArgumentException("no such attribute of " + view + ": '" + name + "'");
      }
    }
    ImageAttributes attributes = read(path, follow, stored(asked.keySet()));
    Map<String, Object> values = new LinkedHashMap<>();
    asked.forEach((name, value) -> values.put(name, value.apply(attributes)));
    return values;
  }

  private static StoredAs.Asked stored(Set<String> names) {
    if (names.contains("packedSize") || names.contains("deltaDepth")) {
      return StoredAs.Asked.PACKING;
    }
    return names.contains("id") ? StoredAs.Asked.ID : StoredAs.Asked.NOTHING;
  }
}
