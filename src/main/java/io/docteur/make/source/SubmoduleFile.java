package io.docteur.make.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/** What a commit's {@code .gitmodules} says: {@code gitmodules(5)}. */
final class SubmoduleFile {
  static final SubmoduleFile EMPTY = new SubmoduleFile(Map.of());

  private static final byte[] NAME = ".gitmodules".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LENGTH = 1 << 20;
  private static final String SECTION = "submodule";

  /**
   * A submodule.
   *
   * @param url as it is written, which may be relative
   * @param update as it is written, or null
   */
  record Submodule(String name, String url, String update) {
    boolean isLeftOut() {
      return "none".equals(update);
    }
  }

  private final Map<String, Submodule> byPath;

  private SubmoduleFile(Map<String, Submodule> byPath) {
    this.byPath = byPath;
  }

  /** Tells whether an entry of a commit's root is this file. */
  static boolean isIt(TreeEntry entry) {
    boolean file = entry.mode() == TreeEntry.FILE || entry.mode() == TreeEntry.EXECUTABLE;
    return file && Arrays.equals(entry.name(), NAME);
  }

  static SubmoduleFile of(byte[] content) throws IOException {
    if (content.length > MAX_LENGTH) {
      throw new IOException(".gitmodules is larger than " + MAX_LENGTH + " bytes");
    }
    Config config = new Config();
    try {
      config.fromText(new String(content, StandardCharsets.UTF_8));
    } catch (ConfigInvalidException e) {
      throw new IOException(".gitmodules cannot be understood", e);
    }
    Map<String, Submodule> byPath = new HashMap<>();
    for (String name : config.getSubsections(SECTION)) {
      String path = config.getString(SECTION, name, "path");
      String url = config.getString(SECTION, name, "url");
      if (path != null && url != null) {
        byPath.put(path, new Submodule(name, url, config.getString(SECTION, name, "update")));
      }
    }
    return new SubmoduleFile(byPath);
  }

  /** Returns the submodule at a path, or null. */
  Submodule at(String path) {
    return byPath.get(path);
  }
}
